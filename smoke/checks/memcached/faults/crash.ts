import { setTimeout as sleep } from "node:timers/promises";
import type { MemcachedManifest } from "../../../../constructs/core/manifest";
import type { Check } from "../../../check";
import { conclude } from "../../conclude";
import { demand, type Judgement } from "../../judge";
import { startAgain } from "../held-keys";
import { judgeBack, judgeFailed, judgeOthers, judgeValues, ringLoadExhibits } from "./judge-load";
import { type RingScenarioOptions, setRingStage, settleAndStop } from "./ring-stage";
import { judgeWitnesses, nodeNames } from "./judge-witnesses";

const JUDGEMENT: Judgement = {
  expected:
    "requests to the crashed node end within the client's time-out, every request to the others is served; afterwards exactly the crashed node's keys are cold",
  hint: "see the logs of the nodes: a node that crashes must take no other one and no other's keys along",
};
/** The node is away for this many time-outs of the client, so that one that is not kept is seen. */
const AWAY_TIMEOUTS = 2;

export function crashCheck(options: RingScenarioOptions = {}): Check<MemcachedManifest> {
  return {
    id: "memcached/crash",
    title: "A node crashes under load, and only its keys are affected",
    proves:
      "After SIGKILL of a node requests to it end within the client's time-out, the other nodes serve every request, and what is cold afterwards is exactly the node's share of the ring.",
    kind: "memcached",
    suite: "full",
    injectsFaults: true,
    skippedOn: { aws: "not on this target: nobody can kill the process of a task of Fargate" },
    run: async (context) => {
      const stage = await setRingStage(context, {
        ...options,
        noun: "crash",
        judgement: JUDGEMENT,
      });
      const { client, node, server, timeoutMs, witnesses } = stage;
      context.onExit(() => startAgain(context, client, node));
      context.progress(`killing node ${node.id}`);
      const crashedAt = performance.now();
      await context.driver.kill(node.ref);
      const goneAt = performance.now();
      await sleep(AWAY_TIMEOUTS * timeoutMs, undefined, { signal: context.signal });
      const startedAt = performance.now();
      await startAgain(context, client, node);
      const backAt = performance.now();
      await settleAndStop(context, stage);
      const report = await demand(JUDGEMENT, () => witnesses.read(client, context.signal));
      const away = { from: goneAt, to: startedAt };
      return conclude(
        JUDGEMENT,
        [
          { holds: true, seen: `seed ${context.seed} chose node ${node.id}` },
          ...judgeFailed(stage, away),
          ...judgeBack(stage, backAt),
          ...judgeOthers(stage, { from: crashedAt, to: Infinity }),
          judgeValues(stage),
          ...judgeWitnesses(stage, report, "cold"),
        ],
        { seed: context.seed, node: node.id, server, backMs: Math.round(backAt - startedAt) },
        [
          ...ringLoadExhibits(stage, [
            { what: `node ${node.id} down`, from: crashedAt, to: backAt },
          ]),
          witnesses.exhibit(nodeNames(context.deployed.manifest)),
        ],
      );
    },
  };
}

export const crash = crashCheck();
