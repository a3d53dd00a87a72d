import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { Check } from "../../../check";
import { certificateExpired } from "./certificate-expired";
import { diskFull } from "./disk-full";
import { disconnectedNode } from "./disconnected-node";
import { outOfMemoryKill } from "./out-of-memory-kill";
import { deafPrimary, minorityPartition, mutePrimary, partition } from "./partition";
import { volumeLost } from "./volume-lost";

export {
  certificateExpired,
  deafPrimary,
  disconnectedNode,
  diskFull,
  minorityPartition,
  mutePrimary,
  outOfMemoryKill,
  partition,
  volumeLost,
};

/** Scenarios in which what lies around the servers fails: network, disk, memory, clock, certificates. */
export const surroundingsChecks: readonly Check<RedisManifest>[] = [
  partition,
  minorityPartition,
  deafPrimary,
  mutePrimary,
  disconnectedNode,
  volumeLost,
  outOfMemoryKill,
  diskFull,
  certificateExpired,
];
