import { parseClusterNodes } from "../../../../constructs/redis/cluster-nodes";
import { liveShards, ownerOf, shardOfSlot } from "../../../../smoke/checks/redis/live-shards";

/** Three primaries, the second of them born as a replica; the last owns two runs of slots. */
const lines = parseClusterNodes(
  [
    "c3 127.0.0.1:7004@17004 master - 0 0 3 connected 10923-16383 5",
    "a1 127.0.0.1:7000@17000 myself,master - 0 0 1 connected 6-5460",
    "b2 127.0.0.1:7003@17003 master - 0 0 7 connected 0-4 5461-10922",
    "a2 127.0.0.1:7001@17001 slave a1 0 0 1 connected",
    "b1 127.0.0.1:7002@17002 slave b2 0 0 7 connected",
    "d1 127.0.0.1:7005@17005 master - 0 0 0 connected",
  ].join("\n"),
);
const nodes = [0, 1, 2, 3, 4, 5].map((i) => ({
  id: `${Math.floor(i / 2)}-${i % 2}`,
  host: "127.0.0.1",
  port: 7000 + i,
  ref: `node-${i}`,
}));

describe("liveShards", () => {
  test("numbers the owners of slots by their lowest slot, with the roles as they are now", () => {
    const shards = liveShards(lines, nodes).map((shard) => ({
      number: shard.number,
      primary: shard.primary.id,
      replicas: shard.replicas.map(({ id }) => id),
      firstSlot: shard.firstSlot,
      configEpoch: shard.configEpoch,
    }));
    expect(shards).toEqual([
      { number: 0, primary: "1-1", replicas: ["1-0"], firstSlot: 0, configEpoch: 7 },
      { number: 1, primary: "2-0", replicas: [], firstSlot: 5, configEpoch: 3 },
      { number: 2, primary: "0-0", replicas: ["0-1"], firstSlot: 6, configEpoch: 1 },
    ]);
  });

  test("knows each node by the cluster's id and by the driver's reference", () => {
    expect(liveShards(lines, nodes)[0]?.primary).toMatchObject({ clusterId: "b2", ref: "node-3" });
  });

  test("refuses a node that the manifest does not name", () => {
    expect(() => liveShards(lines, nodes.slice(0, 4))).toThrow("127.0.0.1:7004");
  });
});

test.each([
  [0, 0, "b2"],
  [4, 0, "b2"],
  [5, 1, "c3"],
  [6, 2, "a1"],
  [5460, 2, "a1"],
  [5461, 0, "b2"],
  [16383, 1, "c3"],
])("slot %i belongs to shard %i of %s", (slot, shard, owner) => {
  expect(shardOfSlot(lines)(slot)).toBe(shard);
  expect(ownerOf(lines, slot)?.id).toBe(owner);
});

test("a slot without an owner belongs to nobody", () => {
  const [first] = lines;
  const some = first === undefined ? [] : [first];
  expect(ownerOf(some, 6)).toBeUndefined();
  expect(() => shardOfSlot(some)(6)).toThrow("slot 6 has no owner");
});
