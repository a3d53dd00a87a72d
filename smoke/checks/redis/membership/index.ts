import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { Check } from "../../../check";

/** Scenarios in which nodes come, go and forget, and what clients see of it. */
export const membershipChecks: readonly Check<RedisManifest>[] = [];
