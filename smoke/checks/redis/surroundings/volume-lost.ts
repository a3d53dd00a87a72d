import type { RedisManifest } from "../../../../constructs/core/manifest";
import { type Check, CheckSkip } from "../../../check";
import type { TargetDriver } from "../../../driver";
import { judgeFigure, type Judgement, type Observation } from "../../judge";
import type { LoadResult } from "../accounted-load";
import { phaseBounds } from "../failover-phases";
import { setStage } from "../failover-stage";
import type { LiveNode } from "../live-shards";
import { runTakeover } from "./takeover";
import { concludeTakeover } from "./takeover-report";

const TIMEOUT_MS = 240_000;
/** A primary sends a write to its linked replicas in the turn in which it answers; the rest is for busy machines. */
const LAG_MS = 500;

const JUDGEMENT: Judgement = {
  expected: `its replica promoted in bound before the emptied node serves; no write lost that was acknowledged more than ${LAG_MS} ms before; the node back as a linked replica, nobody knowing its former id`,
  hint: "see the node's log: it tells for whom it waits before it starts, and what it has joined",
};

export const volumeLost: Check<RedisManifest> = {
  id: "redis/volume-lost",
  title: "A primary crashes, loses everything on its disk, and is started again at once",
  proves:
    "A node without data never comes back as the owner of its slots: its replica is promoted first, then the node joins as a new replica by itself, and no replicated write is lost.",
  kind: "redis-cluster",
  suite: "full",
  injectsFaults: true,
  skippedOn: {
    host: "not on this target: an emptied node is brought back by a deployment (cachefort up), which the harness does not do",
    aws: "not on this target: ElastiCache runs the nodes and keeps their data",
  },
  timeoutMs: TIMEOUT_MS,
  run: async (context) => {
    const { deployed, driver } = context;
    if (driver.loseData === undefined) {
      throw new CheckSkip(`not on this target: ${deployed.manifest.target} empties no node`);
    }
    const stage = await setStage(context, JUDGEMENT, TIMEOUT_MS);
    const { primary } = stage.shard;
    // It starts while the others look for a new primary, and waits for it by itself.
    let starting = Promise.allSettled<void>([]);
    context.onExit(async () => {
      await starting;
      await driver.start(primary.ref);
    });
    const result = await runTakeover(context, JUDGEMENT, stage, {
      away: [primary],
      bounds: phaseBounds(deployed.manifest.nodeTimeoutMs),
      fault: async () => {
        context.progress(`killing node ${primary.id} and emptying its volume`);
        const killedAt = performance.now();
        await driver.kill(primary.ref);
        starting = Promise.allSettled([startEmptied(driver, primary)]);
        return killedAt;
      },
      undo: async () => {
        for (const start of await starting) if (start.status === "rejected") throw start.reason;
      },
    });
    return concludeTakeover(context, JUDGEMENT, stage, result, {
      what: `volume of node ${primary.id} lost`,
      observations: [judgeOldest(result.result, result.faultAt)],
    });
  },
};

async function startEmptied(driver: TargetDriver, { ref }: LiveNode): Promise<void> {
  await driver.loseData?.(ref);
  await driver.start(ref);
}

function judgeOldest({ account }: LoadResult, killedAt: number): Observation {
  const from = account.lossWindow?.from ?? killedAt;
  return judgeFigure({
    what: "oldest lost write before the crash",
    unit: "ms",
    measured: Math.max(0, Math.round(killedAt - from)),
    atMost: LAG_MS,
    derivation:
      "a primary sends each write to its linked replicas in the turn of its event loop in which it answers; 500 ms for busy machines",
  });
}
