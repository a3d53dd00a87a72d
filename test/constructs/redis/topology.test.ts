import fc from "fast-check";
import { SLOT_COUNT, slotsIn } from "../../../constructs/redis/slots";
import { bornSlots, clusterNodeId, planNodes } from "../../../constructs/redis/topology";

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

describe("any number of shards and replicas", () => {
  const shards = fc.integer({ min: 3, max: 250 });
  const replicas = fc.integer({ min: 0, max: 5 });

  test("gives each shard a primary and its replicas, and the same nodes every time", () => {
    fc.assert(
      fc.property(shards, replicas, (count, perShard) => {
        const nodes = plan(count, perShard);
        expect(plan(count, perShard)).toEqual(nodes);
        expect(nodes).toHaveLength(count * (1 + perShard));
        for (let shard = 0; shard < count; shard++) {
          const born = nodes.filter((node) => node.shard === shard).map(({ bornAs }) => bornAs);
          expect(born).toEqual(["primary", ...Array<string>(perShard).fill("replica")]);
        }
      }),
    );
  });

  test("covers each slot once, in one run per shard, with sizes that differ by at most one", () => {
    fc.assert(
      fc.property(shards, replicas, (count, perShard) => {
        const ranges = plan(count, perShard).flatMap((node) => bornSlots(node, count) ?? []);
        expect(ranges).toHaveLength(count);
        const owners = new Uint8Array(SLOT_COUNT);
        for (const { first, last } of ranges) {
          for (let slot = first; slot <= last; slot++) owners[slot] = (owners[slot] ?? 0) + 1;
        }
        expect(owners.every((owner) => owner === 1)).toBe(true);
        const sizes = ranges.map(slotsIn);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("never gives two nodes the same id, cluster id, port or bus port", () => {
    fc.assert(
      fc.property(shards, replicas, (count, perShard) => {
        const nodes = plan(count, perShard);
        for (const ids of [nodes.map(({ id }) => id), nodes.map((node) => node.clusterNodeId)]) {
          expect(new Set(ids).size).toBe(nodes.length);
        }
        const ports = nodes.flatMap(({ port, busPort }) => [port, busPort]);
        expect(new Set(ports).size).toBe(2 * nodes.length);
      }),
    );
  });

  test("a further replica moves nothing that is there", () => {
    fc.assert(
      fc.property(shards, fc.integer({ min: 0, max: 4 }), (count, few) => {
        const before = plan(count, few);
        expect(plan(count, few + 1).slice(0, before.length)).toEqual(before);
      }),
    );
  });

  test("a node that comes back without its data gets an id that no node ever had", () => {
    fc.assert(
      fc.property(shards, replicas, fc.integer({ min: 1, max: 1000 }), (count, perShard, again) => {
        const nodes = plan(count, perShard);
        const known = new Set(nodes.map((node) => node.clusterNodeId));
        for (const { id } of nodes) {
          const next = clusterNodeId("test", "sessions", id, again);
          expect(next).toMatch(/^[0-9a-f]{40}$/);
          expect(known.has(next)).toBe(false);
          known.add(next);
        }
      }),
    );
  });
});

test("an id depends on environment, cluster, node and incarnation, and on nothing else", () => {
  const id = clusterNodeId("test", "sessions", "0-0", 0);
  expect(clusterNodeId("test", "sessions", "0-0", 0)).toBe(id);
  expect(clusterNodeId("ci", "sessions", "0-0", 0)).not.toBe(id);
  expect(clusterNodeId("test", "queue", "0-0", 0)).not.toBe(id);
  expect(clusterNodeId("test", "sessions", "0-1", 0)).not.toBe(id);
  expect(clusterNodeId("test", "sessions", "0-0", 1)).not.toBe(id);
});
