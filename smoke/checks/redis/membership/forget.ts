import type { RedisManifest } from "../../../../constructs/core/manifest";
import { ownershipOf } from "../../../../constructs/redis/cluster-nodes";
import type { Check, CheckContext } from "../../../check";
import { SeededRandom } from "../../../random";
import { conclude } from "../../conclude";
import { demand, judgeFigure, type Judgement, type Observation } from "../../judge";
import { AccountedLoad } from "../accounted-load";
import { openClient } from "../cluster-client";
import { findWholeCluster } from "../failover-stage";
import { impossibleValues, loadDetails, writesText } from "../fault-report";
import { faultNodes, type LiveNode } from "../live-shards";
import { loadExhibits } from "../load-exhibits";
import { KEY_TTL_SECONDS } from "../nodes";
import { slotMapOf } from "../slot-owners";
import { lookUntil, wholeProblem } from "../whole-cluster";
import { awaitEndOfBan, BAN_MS, toldBanMs } from "./ban";
import { forgetEverywhere, judgeRepeatedMeet, meetAgain, requireForgotten } from "./forget-steps";
import { type Member, takeBack } from "./member";
import { needsReplicas } from "./needs-replicas";
import { judgeSameOwners } from "./same-owners";
import { type KnownValues, ofShard, readAt, writeScattered } from "./scattered-keys";

const TIMEOUT_MS = 300_000;
/** The engine gives a handshake up after a node timeout, and after no less than this (`clusterCron`). */
const LEAST_HANDSHAKE_MS = 1000;
/** A look at every node on busy cores. */
const OBSERVATION_MS = 500;
const TAKE_BACK_MS = 45_000;
/** The copy of the primary's data takes as long as there is data. */
const COPY_MS = 60_000;
const KEYS = 300;

const JUDGEMENT: Judgement = {
  expected:
    "a replica that all nodes are told to forget stays forgotten; met again (twice), it is known to everybody in bound and follows its primary with its data; the same owners; every write acknowledged and kept",
  hint: "one node that was not told to forget tells the others again after a minute; see what CLUSTER NODES says on each node, and whether their bus ports reach each other",
};

export const forget: Check<RedisManifest> = {
  id: "redis/forget",
  title: "A replica is forgotten by all nodes, and met again",
  proves:
    "CLUSTER FORGET on every node removes a replica for good, CLUSTER MEET, also repeated, brings it back under its own id, and it copies its primary again while clients write.",
  kind: "redis-cluster",
  suite: "full",
  injectsFaults: true,
  skippedOn: {
    aws: "not on this target: ElastiCache lets nobody call CLUSTER FORGET and CLUSTER MEET",
  },
  timeoutMs: TIMEOUT_MS,
  run: async (context) => {
    const { nodeTimeoutMs } = context.deployed.manifest;
    const handshakeMs = Math.max(LEAST_HANDSHAKE_MS, nodeTimeoutMs);
    const knownBound = handshakeMs + OBSERVATION_MS;
    const { shardOfSlot, shards, watch } = await findWholeCluster(context, JUDGEMENT);
    const random = new SeededRandom(context.seed);
    const shard = random.pick(shards);
    const node = random.pick(shard.replicas);
    const nodes = faultNodes(context);
    const [first] = await watch.look();
    const lines = first?.lines ?? [];
    const others = nodes.filter(({ id }) => id !== node.id);
    const member: Member = { node, others, lines, slot: shard.firstSlot };
    const mayRefuse = await demand(JUDGEMENT, () => needsReplicas(context, shard.primary));
    const known = await demand(JUDGEMENT, async () =>
      writeScattered(context, await openClient(context), "known", KEYS, KEY_TTL_SECONDS * 1000),
    );
    const load = await AccountedLoad.start(
      context,
      { shardOfSlot, shardUnderTest: shard.number, shards: shards.length, maxMs: TIMEOUT_MS },
      JUDGEMENT,
    );
    const banMs = await demand(JUDGEMENT, () => toldBanMs(context, node));
    context.onExit(() => takeBack(context, member, banMs + TAKE_BACK_MS));
    const forgottenAt = performance.now();
    const forgottenMs = await demand(JUDGEMENT, () => forgetEverywhere(context, member));
    const bannedAt = performance.now();
    await demand(JUDGEMENT, () => requireForgotten(context, member, JUDGEMENT, nodeTimeoutMs));
    await awaitEndOfBan(context, bannedAt, banMs);
    const metAt = performance.now();
    const knownMs = await demand(JUDGEMENT, () =>
      meetAgain(context, member, JUDGEMENT, knownBound),
    );
    const views = await lookUntil(context, watch, JUDGEMENT, {
      withinMs: COPY_MS,
      problem: (seen) => wholeProblem(context, seen),
    });
    const wholeAt = performance.now();
    const again = await demand(JUDGEMENT, () => judgeRepeatedMeet(context, member, handshakeMs));
    const result = await load.finish(forgottenAt, JUDGEMENT);
    const { failed, lost, unknown } = result.account;
    const isKept = lost.length + unknown === 0 && (mayRefuse || failed === 0);
    const observations = [
      { holds: true, seen: `seed ${context.seed} chose node ${node.id}` },
      judgeFigure({
        what: "forgotten by all nodes after",
        unit: "ms",
        measured: forgottenMs,
        atMost: BAN_MS,
        derivation: "a node takes a forgotten one up again after 60 s, if another still knows it",
      }),
      judgeFigure({
        what: "known to all nodes again after",
        unit: "ms",
        measured: knownMs,
        atMost: knownBound,
        derivation: "a handshake is given up after a node timeout, at least 1 s",
      }),
      judgeFigure({
        what: "linked again after",
        unit: "ms",
        measured: Math.round(wholeAt - metAt),
      }),
      again,
      judgeSameOwners(ownershipOf(lines), ownershipOf(views[0]?.lines ?? [])),
      await demand(JUDGEMENT, () =>
        judgeCopy(context, node, ofShard(known, shard.number, shardOfSlot)),
      ),
      { holds: isKept, seen: writesText(result) },
      ...impossibleValues(result),
    ];
    const fault = { what: `node ${node.id} no member`, from: forgottenAt, to: wholeAt };
    return conclude(
      JUDGEMENT,
      observations,
      { seed: context.seed, node: node.id, ...loadDetails(result, forgottenAt) },
      [
        {
          kind: "slot-map",
          before: slotMapOf(lines, nodes),
          after: slotMapOf(views[0]?.lines ?? [], nodes),
        },
        ...loadExhibits(result, forgottenAt, [fault]),
      ],
    );
  },
};

async function judgeCopy(
  context: CheckContext<RedisManifest>,
  node: LiveNode,
  known: KnownValues,
): Promise<Observation> {
  const values = await readAt(context, node, [...known.keys()]);
  const held = [...known.values()].filter((value, index) => values[index] === value).length;
  const holds = held === known.size;
  return { holds, seen: `node ${node.id} holds ${held} of ${known.size} keys of its shard` };
}
