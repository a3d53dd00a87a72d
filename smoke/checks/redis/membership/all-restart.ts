import { setTimeout as sleep } from "node:timers/promises";
import type { RedisManifest } from "../../../../constructs/core/manifest";
import { ownershipOf } from "../../../../constructs/redis/cluster-nodes";
import type { Check, CheckContext } from "../../../check";
import { openClient } from "../cluster-client";
import { conclude } from "../../conclude";
import { findWholeCluster, type WholeCluster } from "../failover-stage";
import { demand, type Judgement, type Observation } from "../../judge";
import type { LiveShard } from "../live-shards";
import { KEY_TTL_SECONDS } from "../nodes";
import { stopInOrder } from "../../stop-in-order";
import { leaveWhole } from "../leave-whole";
import { NOT_ON_AWS } from "../not-on-aws";
import { requireLogOfWrites } from "./persistence";
import { judgeSameOwners } from "./same-owners";
import { type KnownValues, ofShard, readAt, writeScattered } from "./scattered-keys";
import { awaitWholeAgain, comeBackExhibit, judgeComeBack } from "./whole-again";

const TIMEOUT_MS = 240_000;
/** Some 100 keys of each kind to a shard of three. */
const KEYS = 300;
/** Longer than a stop in order takes, so that these keys run out while nobody is there to remove them. */
const SHORT_TTL_MS = 10_000;

const JUDGEMENT: Judgement = {
  expected:
    "after a stop of all nodes: the same ids and owners; every acknowledged key on its primary and its replicas; none whose time ran out meanwhile; agreed in bound",
  hint: "see the log of the node that is named; its data folder holds nodes.conf and appendonlydir, which only its own server writes",
};

/** What the keys came to on one node. */
interface HeldKeys {
  readonly lost: number;
  readonly overdue: number;
}

export const allRestart: Check<RedisManifest> = {
  id: "redis/all-restart",
  title: "Every node is stopped, and all are started again",
  proves:
    "A cluster that was down as a whole comes back by itself from what its nodes keep: the same members and owners, every acknowledged key on primaries and replicas, and none whose time ran out meanwhile.",
  kind: "redis-cluster",
  suite: "full",
  injectsFaults: true,
  skippedOn: { aws: NOT_ON_AWS },
  timeoutMs: TIMEOUT_MS,
  run: async (context) => {
    const { nodeTimeoutMs } = context.deployed.manifest;
    const cluster = await findWholeCluster(context, JUDGEMENT);
    const { shards, watch } = cluster;
    await demand(JUDGEMENT, () =>
      requireLogOfWrites(
        context,
        shards.map(({ primary }) => primary),
      ),
    );
    const [first] = await watch.look();
    const before = ownershipOf(first?.lines ?? []);
    const lasting = await writeKeys(context, "lasting", KEY_TTL_SECONDS * 1000);
    leaveWhole(context, watch);
    const shortAt = performance.now();
    const short = await writeKeys(context, "short", SHORT_TTL_MS);
    const writtenAt = performance.now();
    await stopAll(context, shards);
    const downMs = Math.round(performance.now() - shortAt);
    await sleep(Math.max(0, writtenAt + SHORT_TTL_MS - performance.now()), undefined, {
      signal: context.signal,
    });
    const startedAt = await startAll(context, shards);
    const back = await awaitWholeAgain(context, watch, JUDGEMENT, startedAt);
    const observations = [
      { holds: true, seen: `all nodes down ${downMs} ms after the last keys were written` },
      ...judgeComeBack(back, nodeTimeoutMs),
      judgeSameOwners(before, ownershipOf(back.views[0]?.lines ?? [])),
      ...(await judgeKeys(context, cluster, lasting, short)),
    ];
    const { answeringMs, agreedMs, wholeMs } = back;
    const details = { downMs, answeringMs, agreedMs, wholeMs, keys: 2 * KEYS };
    return conclude(JUDGEMENT, observations, details, [comeBackExhibit(back, nodeTimeoutMs)]);
  },
};

/** Deleted through a client of its own, which ends after the deletion. */
function writeKeys(
  context: CheckContext<RedisManifest>,
  name: string,
  ttlMs: number,
): Promise<KnownValues> {
  return demand(JUDGEMENT, async () =>
    writeScattered(context, await openClient(context), name, KEYS, ttlMs),
  );
}

/** Replicas first: a primary that finds one hands over to it, and this is to be no failover. */
async function stopAll(
  context: CheckContext<RedisManifest>,
  shards: readonly LiveShard[],
): Promise<void> {
  const replicas = shards.flatMap((shard) => shard.replicas);
  const primaries = shards.map(({ primary }) => primary);
  for (const [what, nodes] of Object.entries({ replicas, primaries })) {
    context.progress(`stopping all ${what}`);
    await Promise.all(nodes.map(({ ref }) => stopInOrder(context, ref)));
  }
}

async function startAll(
  context: CheckContext<RedisManifest>,
  shards: readonly LiveShard[],
): Promise<number> {
  context.progress("starting all nodes");
  const nodes = shards.flatMap(({ primary, replicas }) => [primary, ...replicas]);
  await Promise.all(nodes.map(({ ref }) => context.driver.start(ref)));
  return performance.now();
}

async function judgeKeys(
  context: CheckContext<RedisManifest>,
  { shards, shardOfSlot }: WholeCluster,
  lasting: KnownValues,
  short: KnownValues,
): Promise<Observation[]> {
  const held = await demand(JUDGEMENT, () =>
    Promise.all(
      shards.flatMap(({ number, primary, replicas }) => {
        const values = [lasting, short].map((one) => ofShard(one, number, shardOfSlot));
        const [own = lasting, gone = short] = values;
        return [primary, ...replicas].map(async (node) => ({
          node: node.id,
          ...(await heldBy(context, node, own, gone)),
        }));
      }),
    ),
  );
  const wrong = held.filter(({ lost, overdue }) => lost + overdue > 0);
  if (wrong.length === 0) {
    return [{ holds: true, seen: `${KEYS} keys on every node of theirs, ${KEYS} others run out` }];
  }
  return wrong.map(({ lost, node, overdue }) => ({
    holds: false,
    seen: `node ${node}: ${lost} acknowledged keys lost, ${overdue} there whose time has run out`,
  }));
}

async function heldBy(
  context: CheckContext<RedisManifest>,
  node: LiveShard["primary"],
  own: KnownValues,
  gone: KnownValues,
): Promise<HeldKeys> {
  const values = await readAt(context, node, [...own.keys()]);
  const overdue = await readAt(context, node, [...gone.keys()]);
  return {
    lost: [...own.values()].filter((value, index) => values[index] !== value).length,
    overdue: overdue.filter((value) => value !== null).length,
  };
}
