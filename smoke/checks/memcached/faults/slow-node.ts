import { setTimeout as sleep } from "node:timers/promises";
import type { MemcachedManifest } from "../../../../constructs/core/manifest";
import type { Check, CheckContext } from "../../../check";
import type { Figure } from "../../../figure";
import { percentile } from "../../../../constructs/core/quantiles";
import type { Span } from "../../../workload/availability";
import { conclude } from "../../conclude";
import { demand, judgeFigure, type Judgement, type Observation } from "../../judge";
import { FrozenNode } from "./frozen-node";
import {
  FREEZE_MS,
  judgeBack,
  judgeOthers,
  judgeValues,
  P95,
  ringLoadExhibits,
  tenths,
  timeoutFigure,
  within,
} from "./judge-load";
import { judgeWitnesses } from "./judge-witnesses";
import { isAnswered, latencyOf, type RingRequest } from "./ring-request";
import {
  type RingScenarioOptions,
  type RingStage,
  setRingStage,
  settleAndStop,
} from "./ring-stage";

const JUDGEMENT: Judgement = {
  expected:
    "requests to the slow node are answered late or end at the client's time-out, requests to the others are all served and wait for nothing",
  hint: "see what the nodes share: a client that waits for one node before it asks another, a processor, a network",
};
/** The node is frozen and runs for so many milliseconds by turns. */
const FROZEN_MS = 100;
const RUNNING_MS = 100;
const TURNS = 20;

export function slowNodeCheck(options: RingScenarioOptions = {}): Check<MemcachedManifest> {
  return {
    id: "memcached/slow-node",
    title: "A node answers late, and the others do not",
    proves:
      "While a node is frozen half of the time, requests to it end within the client's time-out, and 95 of 100 requests to the other nodes are faster than they could be if they waited for it.",
    kind: "memcached",
    suite: "full",
    injectsFaults: true,
    skippedOn: { aws: "not on this target: nobody can freeze a task of Fargate" },
    run: async (context) => {
      const noun = "slow-node";
      const stage = await setRingStage(context, { ...options, noun, judgement: JUDGEMENT });
      const { client, delay, load, node, server, timeoutMs, witnesses } = stage;
      const frozen = new FrozenNode(context.driver, node.ref);
      context.onExit(() => frozen.thaw());
      context.progress(`slowing node ${node.id} down`);
      const spans = await freezeByTurns(context, frozen);
      const from = spans[0]?.from ?? 0;
      const to = performance.now();
      // Every request of the slow time ends within the client's time-out.
      await sleep(timeoutMs, undefined, { signal: context.signal });
      await settleAndStop(context, stage);
      const report = await demand(JUDGEMENT, () => witnesses.read(client, context.signal));
      const own = within(load.requests, { from, to }).filter((each) => each.server === server);
      return conclude(
        JUDGEMENT,
        [
          { holds: true, seen: `seed ${context.seed} chose node ${node.id}` },
          ...judgeSlow(own, spans),
          timeoutFigure("slowest request to the node", own, delay.longestMs(), timeoutMs),
          ...judgeBack(stage, to + timeoutMs),
          ...judgeOthers(stage, { from, to }, sharedFault(stage, spans)),
          judgeValues(stage),
          ...judgeWitnesses(stage, report, "kept"),
        ],
        { seed: context.seed, node: node.id, frozen: spans.length, slowMs: Math.round(to - from) },
        ringLoadExhibits(stage, [{ what: `node ${node.id} slow`, from, to }]),
      );
    },
  };
}

export const slowNode = slowNodeCheck();

/** @returns the stretches in which the node was frozen */
async function freezeByTurns(
  { signal }: CheckContext<MemcachedManifest>,
  frozen: FrozenNode,
): Promise<Span[]> {
  const spans: Span[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    await frozen.freeze();
    const from = performance.now();
    await sleep(FROZEN_MS, undefined, { signal });
    spans.push({ from, to: performance.now() });
    await frozen.thaw();
    await sleep(RUNNING_MS, undefined, { signal });
  }
  return spans;
}

/** That the node was slow at all: nothing that began while it was frozen was answered before it ran again. */
function judgeSlow(own: readonly RingRequest[], spans: readonly Span[]): Observation[] {
  const early = spans.flatMap(({ from, to }) =>
    within(own, { from: from + FREEZE_MS, to }).filter(
      (request) => isAnswered(request) && request.endedAt < to,
    ),
  );
  const answered = own.filter(isAnswered);
  return [
    judgeFigure({
      what: "answered by the frozen node",
      unit: "count",
      measured: early.length,
      atMost: 0,
      derivation: "a frozen node answers nothing",
    }),
    judgeFigure({
      what: "P95 of the slow node",
      unit: "ms",
      measured: tenths(percentile(answered.map(latencyOf), P95)),
    }),
    {
      holds: true,
      seen: `${answered.length} of ${own.length} requests to the slow node answered`,
    },
  ];
}

/** What the requests to the other nodes would have taken at the least, had they waited for the slow one. */
function sharedFault(
  { load, server }: RingStage,
  spans: readonly Span[],
): Pick<Figure, "atMost" | "derivation"> {
  const slowed = { from: spans[0]?.from ?? 0, to: spans.at(-1)?.to ?? 0 };
  const waits = within(load.requests, slowed)
    .filter((request) => request.server !== server)
    .map(({ startedAt }) => {
      const span = spans.find(({ from, to }) => from <= startedAt && startedAt < to);
      return span === undefined ? 0 : span.to - startedAt;
    });
  return {
    atMost: tenths(percentile(waits, P95)),
    derivation: `what they would have waited at the same moments for the slow node, which was frozen ${spans.length} times`,
  };
}
