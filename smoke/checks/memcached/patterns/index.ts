import type { MemcachedManifest } from "../../../../constructs/core/manifest";
import type { Check } from "../../../check";
import { patternValues } from "./pattern-values";
import { throughCrash } from "./through-crash";

export const patternAside = throughCrash("cacheAside", {
  id: "memcached/pattern-aside",
  title: "Cache-aside under readers and writers while a node dies and comes back",
  proves:
    "An application that reads through the cache and updates what is behind it sees every update that has ended, also while a node is down and after it has come back without its keys.",
});

export const patternThrough = throughCrash("writeThrough", {
  id: "memcached/pattern-through",
  title: "Write-through under readers and writers while a node dies and comes back",
  proves:
    "An application that writes through the cache reads what it has written, and no write fails for the cache's sake, also while a node is down and after it has come back without its keys.",
});

export { patternValues };

/** What an application does on top. */
export const patternChecks: readonly Check<MemcachedManifest>[] = [
  patternValues,
  patternAside,
  patternThrough,
];
