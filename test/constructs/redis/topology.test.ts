import fc from "fast-check";
import { clusterNodeId, planNodes } from "../../../constructs/redis/topology";

const plan = (shards: number, replicasPerShard: number) =>
  planNodes({
    environment: "test",
    name: "sessions",
    shards,
    replicasPerShard,
    host: "127.0.0.1",
    basePort: 7000,
  });

test("primaries come first, then the replicas of each shard", () => {
  expect(plan(3, 1).map(({ id, bornAs, port, busPort }) => [id, bornAs, port, busPort])).toEqual([
    ["0-0", "primary", 7000, 17000],
    ["1-0", "primary", 7001, 17001],
    ["2-0", "primary", 7002, 17002],
    ["0-1", "replica", 7003, 17003],
    ["1-1", "replica", 7004, 17004],
    ["2-1", "replica", 7005, 17005],
  ]);
});

test("a further replica moves nothing that is there", () => {
  fc.assert(
    fc.property(fc.integer({ min: 3, max: 50 }), fc.integer({ min: 0, max: 4 }), (shards, few) => {
      const before = plan(shards, few);
      expect(plan(shards, few + 1).slice(0, before.length)).toEqual(before);
    }),
  );
});

test("cluster ids are 40 hexadecimal digits and all different", () => {
  const ids = plan(100, 3).map((node) => node.clusterNodeId);
  expect(new Set(ids).size).toBe(400);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{40}$/);
});

test("an id depends on environment, cluster, node and incarnation, and on nothing else", () => {
  const id = clusterNodeId("test", "sessions", "0-0", 0);
  expect(clusterNodeId("test", "sessions", "0-0", 0)).toBe(id);
  expect(clusterNodeId("ci", "sessions", "0-0", 0)).not.toBe(id);
  expect(clusterNodeId("test", "queue", "0-0", 0)).not.toBe(id);
  expect(clusterNodeId("test", "sessions", "0-1", 0)).not.toBe(id);
  expect(clusterNodeId("test", "sessions", "0-0", 1)).not.toBe(id);
});
