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
