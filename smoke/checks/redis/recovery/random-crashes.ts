import { setTimeout as sleep } from "node:timers/promises";
import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { Check, CheckContext } from "../../../check";
import { SeededRandom } from "../../../random";
import { conclude } from "../../conclude";
import { demand, type Judgement } from "../../judge";
import { AccountedLoad } from "../accounted-load";
import { findWholeCluster } from "../failover-stage";
import { loadDetails } from "../fault-report";
import { loadExhibits } from "../load-exhibits";
import { NOT_ON_AWS } from "../not-on-aws";
import { confirmedLoad } from "../writes/confirming";
import { ClaimsWatch } from "./claims-watch";
import { CrashingNodes } from "./crashing-nodes";
import { requireRestart } from "./crashed-server";
import type { Crash, Episode } from "./episode";
import { judgeCrashes, judgeEpisodeWrites, judgeOwners } from "./random-crashes-report";

const CRASHES = 20;
/** Milliseconds of a crash with the wait until the cluster is whole, at a long node timeout. */
const CRASH_LIMIT_MS = 120_000;

/**
 * Ends servers at random.
 *
 * @param crashes number of moments at which servers die, at least 1
 */
export function randomCrashesOf(crashes: number): Check<RedisManifest> {
  const judgement: Judgement = {
    expected: `${crashes} crashes of servers, one or several at a time, some before the cluster was whole again; each on record, every node back by itself, every slot owned; never a former owner that serves, or two owners with one epoch; no write lost that a living replica had confirmed`,
    hint: "see the logs of the nodes that crashed last: their runners tell what they chose, and why",
  };
  return {
    id: "redis/random-crashes",
    title: "Servers die at random under write load, also while others come back",
    proves:
      "Whatever dies when, node runners and the vote of the primaries bring every slot back to one owner; nobody serves a slot that another has won, epochs are never shared, and no write that WAIT confirmed on its own connection is lost.",
    kind: "redis-cluster",
    suite: "full",
    injectsFaults: true,
    skippedOn: { aws: NOT_ON_AWS },
    timeoutMs: crashes * CRASH_LIMIT_MS,
    run: async (context) => {
      requireRestart(context);
      const cluster = await findWholeCluster(context, judgement);
      const load = await AccountedLoad.start(
        context,
        confirmedLoad(context, cluster, crashes * CRASH_LIMIT_MS),
        judgement,
      );
      const claims = ClaimsWatch.start(context);
      const nodes = await demand(judgement, () =>
        CrashingNodes.find(context, cluster.watch, judgement),
      );
      const begunAt = performance.now();
      await crashAtRandom(context, nodes, crashes, () => load.look(judgement));
      const { episodes } = nodes;
      const owners = judgeOwners(await claims.stop());
      const records = await demand(judgement, () => nodes.records());
      const result = await load.finish(begunAt, judgement);
      return conclude(
        judgement,
        [
          ...judgeCrashes(context.seed, episodes, records),
          ...owners,
          ...judgeEpisodeWrites(load, result, episodes),
        ],
        {
          seed: context.seed,
          crashes: episodes.flatMap((episode) => episode.crashes.map(detailsSince(begunAt))),
          wholeMs: episodes.map(({ from, to }) => Math.round(to - from)),
          recoveries: records,
          ...loadDetails(result, begunAt),
        },
        loadExhibits(result, begunAt, episodes.map(downTime)),
      );
    },
  };
}

/** `redis/random-crashes` as the suite `full` holds it. */
export const randomCrashes = randomCrashesOf(CRASHES);

/** @param look reads what was written, each time that the cluster is whole */
async function crashAtRandom(
  context: CheckContext<RedisManifest>,
  nodes: CrashingNodes,
  crashes: number,
  look: () => Promise<void>,
): Promise<void> {
  const random = new SeededRandom(context.seed);
  for (let number = 1; number <= crashes;) {
    const plan = await nodes.plan(random);
    if (plan === undefined) {
      await nodes.settle();
      continue;
    }
    context.progress(`crash ${number} of ${crashes}: ${plan.nodes.map(({ id }) => id).join(", ")}`);
    await nodes.crash(plan);
    if (plan.pauseMs === undefined || number === crashes) {
      await nodes.settle();
      await look();
    } else {
      await sleep(plan.pauseMs, undefined, { signal: context.signal });
    }
    number += 1;
  }
}

function detailsSince(moment: number) {
  return ({ at, kind, nodes }: Crash) => ({
    kind,
    nodes: nodes.map(({ id }) => id),
    atMs: Math.round(at - moment),
  });
}

function downTime({ crashes, from, to }: Episode) {
  const ids = crashes.flatMap(({ nodes }) => nodes.map(({ id }) => id));
  return { what: `crashed: ${[...new Set(ids)].join(", ")}`, from, to };
}
