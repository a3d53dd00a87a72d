import type { RedisManifest } from "../../../../constructs/core/manifest";
import { type Check, CheckSkip } from "../../../check";
import type { Judgement } from "../../judge";
import { phaseBounds } from "../failover-phases";
import { setStage } from "../failover-stage";
import { NO_NETWORK_OF_ITS_OWN } from "./network-cut";
import { runTakeover } from "./takeover";
import { concludeTakeover } from "./takeover-report";

const TIMEOUT_MS = 240_000;

const JUDGEMENT: Judgement = {
  expected:
    "a new primary in bound; the node back at its address as a linked replica; no write to another shard lost or refused",
  hint: "see the logs of the node and of its replica, and docker network inspect for the node's address",
};

export const disconnectedNode: Check<RedisManifest> = {
  id: "redis/disconnected-node",
  title: "A primary's container is taken off its network, and put back at the same address",
  proves:
    "A node that nobody reaches, and whose connections stay half open, is replaced in bound, clients write again, and it comes back as a replica without a restart.",
  kind: "redis-cluster",
  suite: "full",
  injectsFaults: true,
  skippedOn: NO_NETWORK_OF_ITS_OWN,
  timeoutMs: TIMEOUT_MS,
  run: async (context) => {
    const { deployed, driver } = context;
    if (driver.disconnect === undefined || driver.reconnect === undefined) {
      throw new CheckSkip(`not on this target: ${deployed.manifest.target} takes no node off`);
    }
    const stage = await setStage(context, JUDGEMENT, TIMEOUT_MS);
    const { primary } = stage.shard;
    const reconnect = async (): Promise<void> => driver.reconnect?.(primary.ref);
    context.onExit(reconnect);
    const result = await runTakeover(context, JUDGEMENT, stage, {
      away: [primary],
      bounds: phaseBounds(deployed.manifest.nodeTimeoutMs),
      fault: async () => {
        context.progress(`taking node ${primary.id} off its network`);
        await driver.disconnect?.(primary.ref);
        return performance.now();
      },
      undo: () => {
        context.progress(`putting node ${primary.id} back`);
        return reconnect();
      },
    });
    const what = `node ${primary.id} off its network`;
    return concludeTakeover(context, JUDGEMENT, stage, result, { what });
  },
};
