import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { Check } from "../../../check";

/** Scenarios in which what lies around the servers fails: network, disk, memory, clock, certificates. */
export const surroundingsChecks: readonly Check<RedisManifest>[] = [];
