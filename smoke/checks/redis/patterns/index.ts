import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { Check } from "../../../check";
import { patternBehind } from "./pattern-behind";
import { patternMatching } from "./pattern-matching";
import { patternValues } from "./pattern-values";
import { throughFailover } from "./through-failover";

export const patternAside = throughFailover("cacheAside", {
  id: "redis/pattern-aside",
  title: "Cache-aside under readers and writers while a shard is handed over",
  proves:
    "An application that reads through the cache and updates what is behind it sees every update that has ended, also through a planned failover.",
});

export const patternThrough = throughFailover("writeThrough", {
  id: "redis/pattern-through",
  title: "Write-through under readers and writers while a shard is handed over",
  proves:
    "An application that writes through the cache reads what it has written, and no write fails for the cache's sake, also through a planned failover.",
});

export { patternBehind, patternMatching, patternValues };

/** What an application does on top. */
export const patternChecks: readonly Check<RedisManifest>[] = [
  patternValues,
  patternAside,
  patternThrough,
  patternMatching,
  patternBehind,
];
