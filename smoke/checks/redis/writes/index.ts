import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { Check } from "../../../check";
import { failoverLoop } from "./failover-loop";
import { laggingReplica } from "./lagging-replica";

export { failoverLoop, laggingReplica };

/** Scenarios in which every write is accounted for. */
export const writeChecks: readonly Check<RedisManifest>[] = [failoverLoop, laggingReplica];
