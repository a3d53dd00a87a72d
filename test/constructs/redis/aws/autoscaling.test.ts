import {
  type AutoscalingProps,
  autoscalingOf,
  requireNodes,
} from "../../../../constructs/redis/aws/autoscaling";
import { codedError } from "../../../support/coded";

const now = { shards: 3, replicas: 1, nodeType: "cache.r7g.large" };
const range = { min: 3, max: 6, targetPercent: 60 };

test("shards scale by their processors if nothing else is said", () => {
  expect(autoscalingOf({ shards: range }, now)).toEqual({
    shards: { ...range, metric: "cpu" },
    replicas: undefined,
  });
  expect(autoscalingOf({ shards: { ...range, metric: "memory" } }, now).shards?.metric).toBe(
    "memory",
  );
});

test("replicas scale, nothing scales", () => {
  const replicas = { min: 1, max: 5, targetPercent: 35 };
  expect(autoscalingOf({ replicas }, now)).toEqual({ shards: undefined, replicas });
  expect(autoscalingOf({}, { ...now, nodeType: "cache.t4g.small" })).toEqual({
    shards: undefined,
    replicas: undefined,
  });
});

test.each<[string, AutoscalingProps, Partial<typeof now>]>([
  ["ELASTICACHE_NODE_TYPE_FEATURE", { shards: range }, { nodeType: "cache.t4g.small" }],
  ["ELASTICACHE_SCALING_RANGE", { shards: { ...range, min: 0 } }, {}],
  ["ELASTICACHE_SCALING_RANGE", { shards: { ...range, min: 7 } }, {}],
  ["ELASTICACHE_SCALING_RANGE", { shards: { ...range, max: 501 } }, {}],
  ["ELASTICACHE_SCALING_RANGE", { shards: range }, { shards: 2 }],
  ["ELASTICACHE_SCALING_RANGE", { shards: range }, { shards: 7 }],
  ["ELASTICACHE_SCALING_RANGE", { replicas: { ...range, min: 1 } }, {}],
  ["ELASTICACHE_SCALING_RANGE", { replicas: { ...range, min: 1, max: 5 } }, { replicas: 0 }],
  ["ELASTICACHE_SCALING_TARGET", { shards: { ...range, targetPercent: 34 } }, {}],
  ["ELASTICACHE_SCALING_TARGET", { shards: { ...range, targetPercent: 71 } }, {}],
  ["ELASTICACHE_NODES", { shards: { ...range, max: 251 } }, {}],
  [
    "ELASTICACHE_NODES",
    { shards: { ...range, max: 84 }, replicas: { min: 1, max: 5, targetPercent: 50 } },
    {},
  ],
])("%s: %j", (code, props, other) => {
  expect(codedError(() => autoscalingOf(props, { ...now, ...other })).code).toBe(code);
});

test.each([
  [500, 0],
  [250, 1],
  [83, 5],
])("%d shards with %d replicas are 500 nodes at most", (shards, replicas) => {
  expect(() => requireNodes(shards, replicas)).not.toThrow();
  expect(codedError(() => requireNodes(shards + 1, replicas)).code).toBe("ELASTICACHE_NODES");
});
