import { setTimeout as sleep } from "node:timers/promises";
import type { MemcachedManifest } from "../../../../constructs/core/manifest";
import type { Check, CheckContext } from "../../../check";
import { conclude } from "../../conclude";
import { demand, judgeFigure, type Judgement, type Observation } from "../../judge";
import { FrozenNode } from "./frozen-node";
import {
  judgeBack,
  judgeFailed,
  judgeOthers,
  judgeValues,
  ringLoadExhibits,
  tenths,
} from "./judge-load";
import { judgeWitnesses } from "./judge-witnesses";
import { isAnswered } from "./ring-request";
import {
  type RingScenarioOptions,
  type RingStage,
  setRingStage,
  settleAndStop,
} from "./ring-stage";

const JUDGEMENT: Judgement = {
  expected:
    "no request to the frozen node takes longer than the client's time-out, every request to the others is served; afterwards the node answers again, with all it held",
  hint: "a client needs a time-out for each command: the connections of a frozen server stay open; see whether the node runs again",
};
/** The node is frozen for this many time-outs of the client. */
const FROZEN_TIMEOUTS = 2;

export function pauseCheck(options: RingScenarioOptions = {}): Check<MemcachedManifest> {
  return {
    id: "memcached/pause",
    title: "A node freezes under load, and the client's time-out holds",
    proves:
      "While a node is frozen (SIGSTOP) and its connections half open, no request to it takes longer than the client's time-out, the other nodes serve every request, and afterwards it serves on with all it held.",
    kind: "memcached",
    suite: "full",
    injectsFaults: true,
    skippedOn: { aws: "not on this target: nobody can freeze a task of Fargate" },
    run: async (context) => {
      const stage = await setRingStage(context, {
        ...options,
        noun: "pause",
        judgement: JUDGEMENT,
      });
      const { client, node, timeoutMs, witnesses } = stage;
      const frozen = new FrozenNode(context.driver, node.ref);
      context.onExit(() => frozen.thaw());
      context.progress(`freezing node ${node.id}`);
      const askedAt = performance.now();
      await frozen.freeze();
      const frozenAt = performance.now();
      await sleep(FROZEN_TIMEOUTS * timeoutMs, undefined, { signal: context.signal });
      const thawedAt = performance.now();
      await frozen.thaw();
      const runsAt = performance.now();
      await awaitTimeouts(context, stage);
      await settleAndStop(context, stage);
      const report = await demand(JUDGEMENT, () => witnesses.read(client, context.signal));
      return conclude(
        JUDGEMENT,
        [
          { holds: true, seen: `seed ${context.seed} chose node ${node.id}` },
          ...judgeFailed(stage, { from: frozenAt, to: thawedAt }),
          judgeThawed(stage, runsAt),
          ...judgeBack(stage, runsAt + timeoutMs),
          ...judgeOthers(stage, { from: askedAt, to: Infinity }),
          judgeValues(stage),
          ...judgeWitnesses(stage, report, "kept"),
        ],
        { seed: context.seed, node: node.id, frozenMs: Math.round(thawedAt - frozenAt) },
        ringLoadExhibits(stage, [{ what: `node ${node.id} frozen`, from: askedAt, to: runsAt }]),
      );
    },
  };
}

export const pause = pauseCheck();

/** Until every request that began while the node was frozen has ended. */
async function awaitTimeouts(
  { signal }: CheckContext<MemcachedManifest>,
  { timeoutMs }: RingStage,
): Promise<void> {
  await sleep(timeoutMs, undefined, { signal });
}

/** How soon the node answers a request again. */
function judgeThawed({ delay, load, server, timeoutMs }: RingStage, runsAt: number): Observation {
  const answers = load.requests
    .filter((request) => request.server === server && isAnswered(request))
    .map(({ endedAt }) => endedAt - runsAt)
    .filter((ms) => ms >= 0);
  return judgeFigure({
    what: "first answer after the node runs again",
    unit: "ms",
    measured: answers.length === 0 ? undefined : tenths(Math.min(...answers)),
    atMost: timeoutMs + delay.longestMs() + 1,
    derivation: `a request that begins when the node runs again ends within the client's time-out of ${timeoutMs} ms`,
  });
}
