import type { MemcachedManifest } from "../../../../constructs/core/manifest";
import type { Check } from "../../../check";
import { conclude } from "../../conclude";
import { demand, judgeFigure, type Judgement, type Observation } from "../../judge";
import { stopInOrder } from "../../stop-in-order";
import { startAgain } from "../held-keys";
import {
  judgeBack,
  judgeOthers,
  judgeValues,
  ringLoadExhibits,
  tenths,
  within,
} from "./judge-load";
import { judgeWitnesses, nodeNames } from "./judge-witnesses";
import type { RingRequest } from "./ring-request";
import { type RingScenarioOptions, setRingStage } from "./ring-stage";
import { sleepUntil } from "./sleep-until";

const JUDGEMENT: Judgement = {
  expected:
    "exactly the restarted node's keys are cold, each is missed once and then found again, and no key of another node is missed",
  hint: "see the log of the node: a node that restarts twice loses its keys twice, and one that never stopped loses none",
};
/** Two rounds of the load at 50 requests a second take 4 s. */
const KEYS_PER_NODE = 100;
const ROUNDS = 2;
/** Milliseconds in which the load must have come round, however late its turns are. */
const ROUNDS_WITHIN_MS = 60_000;

export function coldRestartCheck(options: RingScenarioOptions = {}): Check<MemcachedManifest> {
  return {
    id: "memcached/cold-restart",
    title: "A node is restarted under a load that refills what it misses",
    proves:
      "A restart costs exactly the node's share of the keys: each of them is missed once and then found again, and no key of another node is missed at all.",
    kind: "memcached",
    suite: "full",
    injectsFaults: true,
    timeoutMs: 120_000,
    skippedOn: {
      aws: "not on this target: ECS starts another task in its own time; memcached/rolling-restart tells what that takes",
    },
    run: async (context) => {
      const stage = await setRingStage(context, {
        ...options,
        ...{ noun: "cold-restart", judgement: JUDGEMENT, manner: "refilling" },
        keysPerNode: KEYS_PER_NODE,
      });
      const { client, load, node, server, witnesses } = stage;
      context.progress(`restarting node ${node.id}`);
      const askedAt = performance.now();
      await stopInOrder(context, node.ref, () => startAgain(context, client, node));
      const stoppedAt = performance.now();
      await startAgain(context, client, node);
      const backAt = performance.now();
      const since = (): RingRequest[] =>
        within(load.requests, { from: stoppedAt, to: Infinity }).filter(
          (request) => request.server === server,
        );
      await sleepUntil(
        context,
        ROUNDS_WITHIN_MS,
        () => readsAnswered(since()) >= ROUNDS * KEYS_PER_NODE,
      );
      await load.stop();
      const report = await demand(JUDGEMENT, () => witnesses.read(client, context.signal));
      return conclude(
        JUDGEMENT,
        [
          { holds: true, seen: `seed ${context.seed} chose node ${node.id}` },
          ...judgeRefill(since(), backAt),
          ...judgeBack(stage, backAt),
          ...judgeOthers(stage, { from: askedAt, to: Infinity }),
          judgeValues(stage),
          ...judgeWitnesses(stage, report, "cold"),
        ],
        { seed: context.seed, node: node.id, awayMs: Math.round(backAt - askedAt) },
        [
          ...ringLoadExhibits(stage, [
            { what: `node ${node.id} restarts`, from: askedAt, to: backAt },
          ]),
          witnesses.exhibit(nodeNames(context.deployed.manifest)),
        ],
      );
    },
  };
}

export const coldRestart = coldRestartCheck();

function readsAnswered(requests: readonly RingRequest[]): number {
  return requests.filter(
    ({ operation, outcome }) => operation === "read" && outcome === "acknowledged",
  ).length;
}

/** What the load found after the node came back, and how soon it had written everything again. */
function judgeRefill(since: readonly RingRequest[], backAt: number): Observation[] {
  const misses = since.filter(({ isMiss }) => isMiss === true);
  const missed = new Set(misses.map(({ key }) => key));
  const refills = since.filter(
    ({ operation, outcome }) => operation === "write" && outcome === "acknowledged",
  );
  const refilledMs = Math.max(...refills.map(({ endedAt }) => endedAt - backAt));
  const perSecond = tenths((1000 * refills.length) / refilledMs);
  return [
    judgeFigure({
      what: `of ${KEYS_PER_NODE} keys of the load missed`,
      unit: "count",
      measured: missed.size,
      atLeast: KEYS_PER_NODE,
      derivation: "memory goes with its process, all of it",
    }),
    judgeFigure({
      what: "missed once more",
      unit: "count",
      measured: misses.length - missed.size,
      atMost: 0,
      derivation: "what was written after the restart is found",
    }),
    judgeFigure({ what: "refilled after", unit: "ms", measured: tenths(refilledMs) }),
    { holds: true, seen: `${perSecond ?? 0} keys a second written again` },
  ];
}
