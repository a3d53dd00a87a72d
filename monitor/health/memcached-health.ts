import type { MemcachedManifest } from "../../constructs/core/manifest";
import { MEMCACHED_HEALTH_SIGNALS } from "../memcached-health-signals";
import type { MemcachedNodeSample } from "../sample/memcached-sample";
import { healthOfNodes, type Looks } from "./health-of-nodes";
import { memcachedFigures } from "./memcached-figures";
import { memcachedMeasures } from "./memcached-measures";
import { type CacheHealth, cacheHealth } from "./report";

/** How a ring is, by samples of all its nodes. */
export function memcachedHealth(
  manifest: Pick<MemcachedManifest, "kind" | "name" | "target">,
  looks: Looks<MemcachedNodeSample>,
): CacheHealth {
  const { findings, nodes } = healthOfNodes(looks, {
    signals: MEMCACHED_HEALTH_SIGNALS,
    // What a distribution has mended it does not tell by the number.
    measures: memcachedMeasures(manifest.target !== "host"),
    figuresOf: memcachedFigures,
  });
  return cacheHealth(manifest, nodes, findings);
}
