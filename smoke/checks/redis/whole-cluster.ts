import { setTimeout as sleep } from "node:timers/promises";
import type { RedisManifest } from "../../../constructs/core/manifest";
import { HEALTH_USER } from "../../../constructs/redis/system-users";
import { ClusterWatch, whyNotWhole, type NodeView } from "../../../operate/redis/cluster-watch";
import { CheckFailure, type CheckContext } from "../../check";
import type { Judgement, AddressedNode } from "../judge";
import { nodeLogin } from "./node-login";
import { topologyProblem } from "./topology-problem";

const POLL_MS = 50;

/** Watches nodes with the rights of a health check; it ends with the check. */
export function openWatch(
  context: CheckContext<RedisManifest>,
  nodes: readonly AddressedNode[],
): ClusterWatch {
  const watch = new ClusterWatch(nodes, () => nodeLogin(context.deployed, HEALTH_USER));
  context.onExit(() => Promise.resolve(watch.close()));
  return watch;
}

/** Why a cluster is not whole with its shards as deployed, or `undefined`. */
export function wholeProblem(
  { deployed }: CheckContext<RedisManifest>,
  views: readonly NodeView[],
): string | undefined {
  const lines = views[0]?.lines ?? [];
  return whyNotWhole(views) ?? topologyProblem(lines, deployed.manifest.topology);
}

/** What has to become true of a cluster, and until when. */
export interface Goal {
  /** Milliseconds that it may take. */
  readonly withinMs: number;
  /** What is still wrong, or `undefined`; throws when waiting is in vain. */
  readonly problem: (
    views: readonly NodeView[],
  ) => string | undefined | Promise<string | undefined>;
}

/**
 * Looks until nothing is wrong any more.
 *
 * @returns the last views
 * @throws CheckFailure naming what is wrong at the end
 */
export async function lookUntil(
  context: CheckContext<RedisManifest>,
  watch: ClusterWatch,
  judgement: Judgement,
  goal: Goal,
): Promise<readonly NodeView[]> {
  const deadline = performance.now() + goal.withinMs;
  for (;;) {
    context.signal.throwIfAborted();
    const views = await watch.look();
    const problem = await goal.problem(views);
    if (problem === undefined) return views;
    if (performance.now() >= deadline) {
      const measured = `${problem}, still after ${Math.round(goal.withinMs)} ms`;
      throw new CheckFailure({ expected: judgement.expected, measured }, judgement.hint);
    }
    await sleep(POLL_MS, undefined, { signal: context.signal });
  }
}
