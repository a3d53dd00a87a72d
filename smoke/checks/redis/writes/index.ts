import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { Check } from "../../../check";

/** Scenarios in which every write is accounted for. */
export const writeChecks: readonly Check<RedisManifest>[] = [];
