import {
  DEFAULT_NODE_TYPE,
  hasFeature,
  type NodeTypeFeature,
  requireFeature,
  requireNodeType,
  requireTiering,
} from "../../../../constructs/redis/aws/node-type";
import { codedError } from "../../../support/coded";

const FEATURES: readonly NodeTypeFeature[] = [
  "autoscaling",
  "CPU credits",
  "data tiering",
  "global datastore",
  "IPv6",
];

test.each<[string, NodeTypeFeature[]]>([
  [DEFAULT_NODE_TYPE, ["CPU credits", "IPv6"]],
  ["cache.t3.medium", ["CPU credits", "IPv6"]],
  ["cache.m4.large", []],
  ["cache.r4.16xlarge", []],
  ["cache.m5.large", ["autoscaling", "global datastore", "IPv6"]],
  ["cache.r6gd.xlarge", ["autoscaling", "data tiering", "global datastore", "IPv6"]],
  ["cache.r6g.2xlarge", ["autoscaling", "global datastore", "IPv6"]],
  ["cache.c7gn.16xlarge", ["autoscaling", "global datastore", "IPv6"]],
  ["cache.r8g.large", ["autoscaling", "global datastore", "IPv6"]],
])("%s has %j", (nodeType, features) => {
  expect(requireNodeType(nodeType)).toBe(nodeType);
  expect(FEATURES.filter((feature) => hasFeature(nodeType, feature))).toEqual(features);
  for (const feature of FEATURES) {
    if (features.includes(feature)) {
      expect(() => requireFeature(nodeType, feature)).not.toThrow();
    } else {
      const error = codedError(() => requireFeature(nodeType, feature));
      expect(error.code).toBe("ELASTICACHE_NODE_TYPE_FEATURE");
      expect(error.detail.problem).toContain(`no ${feature}`);
    }
  }
});

test.each([
  ["ELASTICACHE_NODE_TYPE", "r7g.large"],
  ["ELASTICACHE_NODE_TYPE", "cache.r7g"],
  ["ELASTICACHE_NODE_TYPE", "cache.r7g.huge"],
  ["ELASTICACHE_NODE_TYPE", "cache.R7g.large"],
  ["ELASTICACHE_NODE_TYPE", ""],
  ["ELASTICACHE_NODE_TYPE_GONE", "cache.t1.micro"],
  ["ELASTICACHE_NODE_TYPE_GONE", "cache.t2.small"],
  ["ELASTICACHE_NODE_TYPE_GONE", "cache.m3.large"],
])("%s: %j", (code, nodeType) => {
  expect(codedError(() => requireNodeType(nodeType)).code).toBe(code);
});

test("r6gd has data tiering, and nothing else does", () => {
  expect(() => requireTiering("cache.r6gd.xlarge", true)).not.toThrow();
  expect(() => requireTiering("cache.r7g.large", false)).not.toThrow();
  const without = codedError(() => requireTiering("cache.r6gd.xlarge", false));
  expect(without.code).toBe("ELASTICACHE_DATA_TIERING");
  const elsewhere = codedError(() => requireTiering("cache.r7g.large", true));
  expect(elsewhere.code).toBe("ELASTICACHE_NODE_TYPE_FEATURE");
});
