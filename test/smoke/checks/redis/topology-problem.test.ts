import type { ClusterNodeLine } from "../../../../constructs/redis/cluster-nodes";
import { topologyProblem } from "../../../../smoke/checks/redis/topology-problem";

const TOPOLOGY = { shards: 2, replicasPerShard: 1, slots: 16384 } as const;

function line(id: string, change: Partial<ClusterNodeLine> = {}): ClusterNodeLine {
  return {
    id,
    host: "127.0.0.1",
    hostname: undefined,
    port: 7000,
    flags: ["master"],
    primaryId: undefined,
    configEpoch: 1,
    isConnected: true,
    slots: [],
    ...change,
  };
}

const owners = [line("a", { slots: ["0-8191"] }), line("b", { slots: ["8192-16383"], port: 7001 })];

test("each owner with its replicas is as deployed", () => {
  const lines = [...owners, line("c", { primaryId: "a" }), line("d", { primaryId: "b" })];
  expect(topologyProblem(lines, TOPOLOGY)).toBeUndefined();
});

test("a shard without slots", () => {
  const lines = [...owners.slice(0, 1), line("b"), line("c", { primaryId: "a" })];
  expect(topologyProblem(lines, TOPOLOGY)).toBe("1 of 2 shards own slots");
});

test("both replicas at one primary", () => {
  const lines = [...owners, line("c", { primaryId: "a" }), line("d", { primaryId: "a" })];
  expect(topologyProblem(lines, TOPOLOGY)).toBe("127.0.0.1:7000 has 2 of 1 replicas");
});

describe("a cluster that scales by itself", () => {
  const scaled = {
    ...TOPOLOGY,
    scaling: { shards: { min: 2, max: 3 }, replicasPerShard: { min: 1, max: 2 } },
  };
  const three = [...owners, line("e", { slots: ["16000-16383"], port: 7002 })];
  const followed = (primaries: readonly ClusterNodeLine[], each: number): ClusterNodeLine[] => [
    ...primaries,
    ...primaries.flatMap(({ id }) =>
      Array.from({ length: each }, (_, replica) => line(`${id}${replica}`, { primaryId: id })),
    ),
  ];

  test.each([
    ["as on its first day", followed(owners, 1)],
    ["with more shards", followed(three, 1)],
    ["with more replicas", followed(owners, 2)],
    ["with more of both", followed(three, 2)],
  ])("is as deployed %s", (_, lines) => {
    expect(topologyProblem(lines, scaled)).toBeUndefined();
  });

  test.each([
    ["fewer shards", followed(owners.slice(0, 1), 1), "1 shards own slots, not 2 to 3"],
    [
      "more shards",
      followed([...three, line("f", { slots: ["5-6"] })], 1),
      "4 shards own slots, not 2 to 3",
    ],
    ["fewer replicas", followed(owners, 0), "127.0.0.1:7000 has 0 replicas, not 1 to 2"],
    ["more replicas", followed(owners, 3), "127.0.0.1:7000 has 3 replicas, not 1 to 2"],
  ])("has %s than its bounds say", (_, lines, problem) => {
    expect(topologyProblem(lines, scaled)).toBe(problem);
  });

  test("has as many replicas in one shard as in the other", () => {
    const lines = [...followed(owners, 1), line("c", { primaryId: "b" })];
    expect(topologyProblem(lines, scaled)).toBe(
      "127.0.0.1:7001 has 2 of 1 replicas, as 127.0.0.1:7000 has",
    );
  });

  test("keeps the number that does not scale", () => {
    const { shards } = scaled.scaling;
    expect(topologyProblem(followed(three, 1), { ...TOPOLOGY, scaling: { shards } })).toBe(
      undefined,
    );
    expect(topologyProblem(followed(three, 2), { ...TOPOLOGY, scaling: { shards } })).toBe(
      "127.0.0.1:7000 has 2 of 1 replicas",
    );
  });
});
