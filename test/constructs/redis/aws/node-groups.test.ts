import fc from "fast-check";
import {
  nodeGroupsOf,
  type NodeGroupProps,
  shardId,
} from "../../../../constructs/redis/aws/node-groups";
import { slotRanges } from "../../../../constructs/redis/slots";
import { codedError } from "../../../support/coded";

const demand = { shards: 1, replicasPerShard: 1, zones: ["a", "b", "c"], multiAz: true };
const group = (slots: string, props: Partial<NodeGroupProps> = {}): NodeGroupProps => ({
  slots,
  primaryZone: "a",
  replicaZones: ["b"],
  ...props,
});

test("shards are numbered in the order of their slots", () => {
  const groups = [group("8192-16383", { primaryZone: "c" }), group("0-8191")];
  expect(nodeGroupsOf(groups, { ...demand, shards: 2 })).toEqual([
    { id: "0001", slots: "0-8191", primaryZone: "a", replicaZones: ["b"] },
    { id: "0002", slots: "8192-16383", primaryZone: "c", replicaZones: ["b"] },
  ]);
});

test.each([
  [0, "0001"],
  [8, "0009"],
  [499, "0500"],
])("shard %d is %s", (shard, id) => {
  expect(shardId(shard)).toBe(id);
});

test.each<[string, NodeGroupProps[], unknown]>([
  ["ELASTICACHE_SLOTS", [], 0],
  ["ELASTICACHE_SLOTS", [group("0-16382")], 16383],
  ["ELASTICACHE_SLOTS", [group("1-16383")], 0],
  ["ELASTICACHE_SLOTS", [group("0-8191"), group("8191-16383")], 8191],
  ["ELASTICACHE_SLOTS", [group("0-8191"), group("8193-16383")], 8192],
  ["ELASTICACHE_SLOTS", [group("0-16384")], "0-16384"],
  ["ELASTICACHE_SLOTS", [group("16383-0")], "16383-0"],
  ["ELASTICACHE_SLOTS", [group("0")], "0"],
  ["ELASTICACHE_SLOTS", [group("0-5,7-9")], "0-5,7-9"],
  ["ELASTICACHE_NODE_GROUPS", [group("0-8191"), group("8192-16383")], [1, 1]],
  ["ELASTICACHE_NODE_GROUPS", [group("0-16383", { replicaZones: [] })], [0]],
  ["ELASTICACHE_ZONE_UNKNOWN", [group("0-16383", { primaryZone: "d" })], "d"],
  ["ELASTICACHE_ZONE_UNKNOWN", [group("0-16383", { replicaZones: ["d"] })], "d"],
  ["ELASTICACHE_ONE_ZONE", [group("0-16383", { replicaZones: ["a"] })], ["a", "a"]],
])("%s: %j", (code, groups, received) => {
  const error = codedError(() => nodeGroupsOf(groups, demand));
  expect(error.code).toBe(code);
  expect(error.detail.received).toEqual(received);
});

test("one zone is enough without multi-AZ", () => {
  const groups = [group("0-16383", { replicaZones: ["a"] })];
  expect(nodeGroupsOf(groups, { ...demand, multiAz: false })).toHaveLength(1);
});

test("any even split in any order is taken", () => {
  fc.assert(
    fc.property(
      fc
        .integer({ min: 1, max: 60 })
        .chain((shards) =>
          fc.shuffledSubarray(slotRanges(shards), { minLength: shards, maxLength: shards }),
        ),
      (ranges) => {
        const groups = ranges.map(({ first, last }) => group(`${first}-${last}`));
        const ids = nodeGroupsOf(groups, { ...demand, shards: ranges.length }).map(({ id }) =>
          Number(id),
        );
        expect(ids).toEqual(ranges.map((_, shard) => shard + 1));
      },
    ),
  );
});
