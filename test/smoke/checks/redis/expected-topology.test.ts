import { topologyText } from "../../../../smoke/checks/redis/expected-topology";

const TOPOLOGY = { shards: 3, replicasPerShard: 1, slots: 16384 } as const;

test.each([
  [{}, "16384 slots owned by 3 shards, 1 linked replicas each"],
  [
    { scaling: { shards: { min: 2, max: 6 } } },
    "16384 slots owned by 2 to 6 shards, 1 linked replicas each",
  ],
  [
    { scaling: { shards: { min: 3, max: 3 }, replicasPerShard: { min: 1, max: 5 } } },
    "16384 slots owned by 3 shards, 1 to 5 linked replicas each",
  ],
])("with %j it says what is expected", (more, text) => {
  expect(topologyText({ ...TOPOLOGY, ...more })).toBe(text);
});
