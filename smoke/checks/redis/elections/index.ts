import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { Check } from "../../../check";

/** Scenarios in which primaries fail, and who takes over from them. */
export const electionChecks: readonly Check<RedisManifest>[] = [];
