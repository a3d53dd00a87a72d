import { setTimeout as sleep } from "node:timers/promises";
import type { RedisManifest } from "../../../../constructs/core/manifest";
import { coversAllSlots, ownershipOf } from "../../../../constructs/redis/cluster-nodes";
import type { ClusterWatch, NodeView } from "../../../../operate/redis/cluster-watch";
import { CheckFailure, type CheckContext } from "../../../check";
import type { PhasesExhibit } from "../../../exhibit";
import { judgeFigure, type Judgement, type Observation } from "../../judge";
import { faultNodes } from "../live-shards";
import { wholeProblem } from "../whole-cluster";
import { RESTART_DERIVATION, restartBoundMs } from "./restart-bound";

const POLL_MS = 50;
/** Loading and copying take as long as there is data. */
const WHOLE_MS = 120_000;

/** When a cluster that was down came back; milliseconds since its last node was started. */
export interface ComeBack {
  /** Every node has loaded its data and answers. */
  readonly answeringMs: number;
  /** Every node says that the cluster is ok, with the same owners of all slots. */
  readonly agreedMs: number;
  /** Every replica is linked too. */
  readonly wholeMs: number;
  /** The nodes as they are then. */
  readonly views: readonly NodeView[];
}

/**
 * Waits until a cluster of which every node was started is whole.
 *
 * @param startedAt when the last node was started, on the clock of `performance.now()`
 * @throws CheckFailure when a node does not run, or the cluster does not become whole
 */
export async function awaitWholeAgain(
  context: CheckContext<RedisManifest>,
  watch: ClusterWatch,
  judgement: Judgement,
  startedAt: number,
): Promise<ComeBack> {
  const since = (): number => Math.round(performance.now() - startedAt);
  let answeringMs: number | undefined;
  let agreedMs: number | undefined;
  for (;;) {
    context.signal.throwIfAborted();
    await requireRunning(context, judgement);
    const views = await watch.look();
    if (views.every(({ problem }) => problem === undefined)) answeringMs ??= since();
    if (doAgree(views)) agreedMs ??= since();
    const problem = wholeProblem(context, views);
    if (problem === undefined && answeringMs !== undefined && agreedMs !== undefined) {
      return { answeringMs, agreedMs, wholeMs: since(), views };
    }
    if (since() >= WHOLE_MS) {
      const measured = `${problem ?? "the cluster is not whole"}, still after ${since()} ms`;
      throw new CheckFailure({ expected: judgement.expected, measured }, judgement.hint);
    }
    await sleep(POLL_MS, undefined, { signal: context.signal });
  }
}

/** The times as observations; loading and copying are told, for they depend on the data. */
export function judgeComeBack(
  { answeringMs, agreedMs, wholeMs }: ComeBack,
  nodeTimeoutMs: number,
): Observation[] {
  return [
    judgeFigure({ what: "all loaded", unit: "ms", measured: answeringMs }),
    judgeFigure({
      what: "agreed after loading",
      unit: "ms",
      measured: agreedMs - answeringMs,
      atMost: restartBoundMs(nodeTimeoutMs),
      derivation: RESTART_DERIVATION,
    }),
    judgeFigure({ what: "replicas linked", unit: "ms", measured: wholeMs }),
  ];
}

/** The same as a picture. */
export function comeBackExhibit(
  { answeringMs, agreedMs, wholeMs }: ComeBack,
  nodeTimeoutMs: number,
): PhasesExhibit {
  return {
    kind: "phases",
    since: "the start of the last node",
    phases: [
      { name: "loaded", ms: answeringMs },
      { name: "agreed", ms: agreedMs, boundMs: answeringMs + restartBoundMs(nodeTimeoutMs) },
      { name: "linked", ms: wholeMs },
    ],
  };
}

async function requireRunning(
  context: CheckContext<RedisManifest>,
  { expected }: Judgement,
): Promise<void> {
  for (const { id, ref } of faultNodes(context)) {
    if (await context.driver.isRunning(ref)) continue;
    const measured = `node ${id} does not run after it was started again`;
    throw new CheckFailure({ expected, measured }, `see the log of ${id}`);
  }
}

function doAgree(views: readonly NodeView[]): boolean {
  const ownerships = new Set(views.map(({ lines }) => ownershipOf(lines)));
  return (
    ownerships.size === 1 &&
    views.every(({ isStateOk, lines }) => isStateOk && coversAllSlots(lines))
  );
}
