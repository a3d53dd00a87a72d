import { setTimeout as sleep } from "node:timers/promises";
import { CONNECT_TIMEOUT_MS } from "../../../../clients/redis/cluster-options";
import { retryBudget } from "../../../../clients/redis/retry-budget";
import type { RedisManifest } from "../../../../constructs/core/manifest";
import { SMOKE_USER } from "../../../../constructs/redis/system-users";
import type { ClusterWatch } from "../../../../operate/redis/cluster-watch";
import { SeededRandom } from "../../../random";
import type { Check, CheckContext } from "../../../check";
import { conclude } from "../../conclude";
import { demand, judgeFigure, type Judgement, type Observation } from "../../judge";
import { AccountedLoad, type LoadResult } from "../accounted-load";
import { findWholeCluster } from "../failover-stage";
import { impossibleValues, loadDetails, writesText } from "../fault-report";
import { LINK_BOUND_MS, LINK_DERIVATION } from "../link-bound";
import type { LiveShard } from "../live-shards";
import { loadExhibits } from "../load-exhibits";
import { wholeProblem } from "../whole-cluster";
import { parseConnections } from "./connection-list";
import { needsReplicas } from "./needs-replicas";
import { command } from "./operator";

const TIMEOUT_MS = 120_000;
/** TLS, login and the client's own bookkeeping, on busy cores. */
const OBSERVATION_MS = 500;
const POLL_MS = 25;
/** What takes longer than its bound is still measured up to this multiple of it. */
const PATIENCE = 5;

export const connectionLost: Check<RedisManifest> = {
  id: "redis/connection-lost",
  title: "Connections of clients and the link of a replica are cut under write load",
  proves:
    "A client whose connections are all cut writes again within its retries without a failed or doubtful write, and a replica whose link is cut has it again in bound.",
  kind: "redis-cluster",
  suite: "full",
  injectsFaults: true,
  skippedOn: { aws: "not on this target: the scenario is tried on host and Docker only" },
  timeoutMs: TIMEOUT_MS,
  run: async (context) => {
    const { retryDelayMs } = retryBudget(context.deployed.manifest.nodeTimeoutMs);
    const gapBound = CONNECT_TIMEOUT_MS + 2 * retryDelayMs + OBSERVATION_MS;
    const judgement = judgementOf(gapBound);
    const { shardOfSlot, shards, watch } = await findWholeCluster(context, judgement);
    const shard = new SeededRandom(context.seed).pick(shards);
    const mayRefuse = await demand(judgement, () => needsReplicas(context, shard.primary));
    const load = await AccountedLoad.start(
      context,
      { shardOfSlot, shardUnderTest: shard.number, shards: shards.length, maxMs: TIMEOUT_MS },
      judgement,
    );
    const cutAt = performance.now();
    const cut = await demand(judgement, () => cutClients(context, shards));
    await sleep(gapBound, undefined, { signal: context.signal });
    const linkCutAt = performance.now();
    const relinkedMs = await demand(judgement, () => relinked(context, watch, shard));
    const result = await load.finish(cutAt, judgement);
    const observations = [
      { holds: true, seen: `seed ${context.seed} chose node ${shard.primary.id}` },
      judgeFigure({
        what: "connections of clients cut",
        unit: "count",
        measured: cut,
        atLeast: 1,
        derivation: "the load writes to every primary",
      }),
      ...judgeGaps(result, gapBound),
      judgeFigure({
        what: "link of the replicas again after",
        unit: "ms",
        measured: relinkedMs,
        atMost: LINK_BOUND_MS,
        derivation: LINK_DERIVATION,
      }),
      ...judgeWrites(result, mayRefuse),
    ];
    return conclude(
      judgement,
      observations,
      { seed: context.seed, node: shard.primary.id, cut, ...loadDetails(result, cutAt) },
      loadExhibits(result, cutAt, [
        { what: "connections cut", from: cutAt, to: cutAt + 1 },
        {
          what: `no replica of node ${shard.primary.id} linked`,
          from: linkCutAt,
          to: linkCutAt + (relinkedMs ?? 0),
        },
      ]),
    );
  },
};

function judgementOf(gapBound: number): Judgement {
  return {
    expected: `no shard without writes for more than ${gapBound} ms; a new link of each replica within ${LINK_BOUND_MS} ms; every write acknowledged and kept`,
    hint: "see the log of the replica: why its link is refused; and whether the client repeats a command whose connection has closed",
  };
}

/** @returns how many were cut */
async function cutClients(
  context: CheckContext<RedisManifest>,
  shards: readonly LiveShard[],
): Promise<number> {
  context.progress("cutting the connections of all clients");
  const counts = await Promise.all(
    shards.map(({ primary }) => command(context, primary, "CLIENT", "KILL", "USER", SMOKE_USER)),
  );
  return counts.reduce<number>((sum, count) => sum + Number(count), 0);
}

/** Milliseconds until each replica has a new link to the primary; `undefined` when one gets none for long. */
async function relinked(
  context: CheckContext<RedisManifest>,
  watch: ClusterWatch,
  { primary, replicas }: LiveShard,
): Promise<number | undefined> {
  const before = await linksOf(context, primary);
  context.progress(`cutting the links of the replicas of node ${primary.id}`);
  const cutAt = performance.now();
  await command(context, primary, "CLIENT", "KILL", "TYPE", "replica");
  for (;;) {
    const links = await linksOf(context, primary);
    const isNew = links.length >= replicas.length && links.every((id) => !before.includes(id));
    const isWhole = isNew && wholeProblem(context, await watch.look()) === undefined;
    const ms = Math.round(performance.now() - cutAt);
    if (isWhole) return ms;
    if (ms >= PATIENCE * LINK_BOUND_MS) return undefined;
    await sleep(POLL_MS, undefined, { signal: context.signal });
  }
}

async function linksOf(
  context: CheckContext<RedisManifest>,
  primary: LiveShard["primary"],
): Promise<number[]> {
  const text = await command(context, primary, "CLIENT", "LIST", "TYPE", "replica");
  return parseConnections(String(text)).map(({ id }) => id);
}

function judgeGaps({ gaps }: LoadResult, boundMs: number): Observation[] {
  return gaps.map(({ ms }, shard) =>
    judgeFigure({
      what: `shard ${shard} without writes`,
      unit: "ms",
      measured: Math.round(ms),
      atMost: boundMs,
      derivation: "two retries of the client preset, and a connection that it does not yet give up",
    }),
  );
}

/** Writes are idempotent: each is sent again until it is acknowledged. */
function judgeWrites(result: LoadResult, mayRefuse: boolean): Observation[] {
  const { failed, lost, unknown } = result.account;
  const isKept = lost.length === 0 && (mayRefuse || failed + unknown === 0);
  return [{ holds: isKept, seen: writesText(result) }, ...impossibleValues(result)];
}
