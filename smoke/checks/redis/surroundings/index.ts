import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { Check } from "../../../check";
import { disconnectedNode } from "./disconnected-node";
import { deafPrimary, minorityPartition, mutePrimary, partition } from "./partition";

export { deafPrimary, disconnectedNode, minorityPartition, mutePrimary, partition };

/** Scenarios in which what lies around the servers fails: network, disk, memory, clock, certificates. */
export const surroundingsChecks: readonly Check<RedisManifest>[] = [
  partition,
  minorityPartition,
  deafPrimary,
  mutePrimary,
  disconnectedNode,
];
