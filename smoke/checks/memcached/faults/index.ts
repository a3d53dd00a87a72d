import type { MemcachedManifest } from "../../../../constructs/core/manifest";
import type { Check } from "../../../check";

/** Scenarios in which nodes of a ring fail, fill up or slow down. */
export const memcachedFaultChecks: readonly Check<MemcachedManifest>[] = [];
