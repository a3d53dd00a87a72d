import { setTimeout as sleep } from "node:timers/promises";
import type { RedisManifest } from "../../../../constructs/core/manifest";
import { HEALTH_USER } from "../../../../constructs/redis/system-users";
import { type Check, type CheckContext, CheckSkip } from "../../../check";
import { NodeFailure } from "../../../probes/redis-session";
import { SeededRandom } from "../../../random";
import { conclude } from "../../conclude";
import { demand, judgeFigure, type Judgement } from "../../judge";
import { judgeCrashWrites } from "../crash-writes";
import { phaseBounds } from "../failover-phases";
import { setStage } from "../failover-stage";
import { judgePhases, phasesExhibit, watchFailover } from "../failover-watch";
import { loadDetails } from "../fault-report";
import { type LiveNode, ownerOf } from "../live-shards";
import { loadExhibits } from "../load-exhibits";
import { withSession } from "../nodes";
import { NOT_ON_AWS } from "../not-on-aws";
import { judgeUntouched, untouchedDetails } from "../untouched-writes";
import { demotionProblem } from "../restart";
import { crash, startAgain } from "./crash";
import { slotMap } from "./pictures";
import { unlinkReplica } from "./unlinked-replica";

const TIMEOUT_MS = 240_000;
/** Milliseconds of load that the lagging replica misses. */
const LAG_MS = 1000;

export const bestReplica: Check<RedisManifest> = {
  id: "redis/best-replica",
  title: "A primary crashes, one of whose replicas lags behind",
  proves: "The replica with the most data is elected, in the bound of a single election.",
  kind: "redis-cluster",
  suite: "full",
  injectsFaults: true,
  skippedOn: { aws: NOT_ON_AWS },
  timeoutMs: TIMEOUT_MS,
  run: async (context) => {
    const { fullCoverage = false, nodeTimeoutMs, topology } = context.deployed.manifest;
    if (topology.replicasPerShard < 2) {
      throw new CheckSkip("shards have one replica: there is none to be better than");
    }
    const bounds = phaseBounds(nodeTimeoutMs);
    const judgement: Judgement = {
      expected: `a replica that does not lag elected within ${bounds.elected} ms, all nodes back and linked, no write to another shard lost`,
      hint: "see the rank and the offset that each replica's log names at the start of its election",
    };
    const stage = await setStage(context, judgement, TIMEOUT_MS);
    const { primary, replicas, number, firstSlot } = stage.shard;
    const lagging = new SeededRandom(context.seed).pick(replicas);
    const before = await stage.watch.look();
    const relink = await demand(judgement, () => unlinkReplica(context, lagging, judgement));
    context.progress(`letting node ${lagging.id} lag behind`);
    await sleep(LAG_MS, undefined, { signal: context.signal });
    const behind = await demand(judgement, () => bytesBehind(context, lagging, replicas));
    const crashedAt = await crash(context, [primary]);
    const phases = await watchFailover(context, stage, crashedAt, bounds);
    const views = (await stage.watch.look()).filter(({ problem }) => problem === undefined);
    const winner = ownerOf(views[0]?.lines ?? [], firstSlot)?.id;
    const winnerName = replicas.find(({ clusterId }) => clusterId === winner)?.id ?? "nobody";
    const early = [
      {
        holds: true,
        seen: `seed ${context.seed} chose node ${lagging.id} of ${primary.id} to lag`,
      },
      judgeFigure({
        what: "lagging replica behind the best",
        unit: "bytes",
        measured: behind,
        atLeast: 1,
        derivation: "the shard was written to while the replica had no link",
      }),
      {
        holds: winnerName !== lagging.id && winnerName !== "nobody",
        seen: `node ${winnerName} was elected`,
      },
      ...judgePhases(phases, bounds),
    ];
    const timeline = phasesExhibit(primary, phases, bounds);
    if (early.some(({ holds }) => !holds)) return conclude(judgement, early, {}, [timeline]);
    await demand(judgement, relink);
    const isBack = demotionProblem([stage.shard]);
    const back = await startAgain(context, stage.watch, judgement, [primary], isBack);
    const result = await stage.load.finish(crashedAt, judgement);
    const untouched = await stage.untouched.stop();
    const observations = [
      ...early,
      back.observation,
      ...judgeCrashWrites(stage.load, result, [number], crashedAt),
      ...judgeUntouched(untouched, result.span, fullCoverage),
    ];
    const details = {
      seed: context.seed,
      lagging: lagging.id,
      elected: winnerName,
      ...loadDetails(result, crashedAt),
      ...untouchedDetails(untouched, result.span),
    };
    const to = crashedAt + (phases.writable ?? 0);
    return conclude(judgement, observations, details, [
      timeline,
      slotMap(context, before, back.views),
      ...loadExhibits(result, crashedAt, [
        { what: `node ${primary.id} down`, from: crashedAt, to },
      ]),
    ]);
  },
};

/** Bytes of the replication stream that a replica has not, and the best of its shard has. */
async function bytesBehind(
  context: CheckContext<RedisManifest>,
  lagging: LiveNode,
  replicas: readonly LiveNode[],
): Promise<number> {
  const offsets = await Promise.all(replicas.map((replica) => offsetOf(context, replica)));
  return Math.max(...offsets) - (await offsetOf(context, lagging));
}

async function offsetOf(context: CheckContext<RedisManifest>, node: LiveNode): Promise<number> {
  return withSession(context, node, HEALTH_USER, async (session) => {
    const reply = await session.ask("INFO", "replication");
    const offset = /^slave_repl_offset:(\d+)/m.exec(
      reply.kind === "value" ? String(reply.value) : "",
    );
    if (offset !== null) return Number(offset[1]);
    throw new NodeFailure(`${node.host}:${node.port}`, new Error("tells no replication offset"));
  });
}
