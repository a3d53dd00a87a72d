import type { RedisManifest } from "../../constructs/core/manifest";
import { REDIS_HEALTH_SIGNALS } from "../health-signals";
import type { RedisNodeSample, RedisSample } from "../sample/redis-sample";
import { nodesByView } from "../sample/views";
import { healthOfNodes, type Looks } from "./health-of-nodes";
import { judge } from "./judge";
import type { Measured } from "./measure";
import { redisFigures } from "./redis-figures";
import { redisMeasures } from "./redis-measures";
import { type CacheHealth, cacheHealth } from "./report";

/** How a cluster is, by samples of all its nodes. */
export function redisHealth(
  manifest: Pick<RedisManifest, "engine" | "kind" | "name" | "target">,
  looks: Looks<RedisNodeSample>,
): CacheHealth {
  const signals = REDIS_HEALTH_SIGNALS;
  // What a distribution has mended it does not tell by the number.
  const measures = redisMeasures(manifest.target === "host" ? undefined : manifest.engine.name);
  const { findings, nodes } = healthOfNodes(looks, { signals, measures, figuresOf: redisFigures });
  const whole = { signals, thresholds: looks.thresholds, measures: { "views-differ": viewsOf } };
  return cacheHealth(manifest, nodes, [...judge(looks.after, whole), ...findings]);
}

function viewsOf(samples: readonly RedisSample[]): Measured | undefined {
  const views = nodesByView(samples.filter((sample) => sample.kind === "redis"));
  if (views.length === 0) return undefined;
  const note = views.map((nodes) => nodes.join(", ")).join(" against ");
  return { value: views.length - 1, note };
}
