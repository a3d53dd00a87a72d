import type { ConnectPreset } from "./preset-client";
import { crashContract } from "./crash-contract";
import { loginContract } from "./login-contract";
import { outcomeContract } from "./outcome-contract";
import { PROXY_HOST } from "./proxied";
import { replicaContract } from "./replica-contract";
import { startTestCluster, type TestCluster } from "../redis-server";

/** Half of what it is in the other tests: a failover is the longest part of these. */
export const NODE_TIMEOUT_MS = 1000;

/**
 * What every preset holds, on one cluster of its own.
 *
 * @param port the first of twelve
 */
export function redisPresetContract(connect: ConnectPreset, port: number): void {
  let cluster: TestCluster | undefined;
  beforeAll(async () => {
    cluster = await startTestCluster({
      port,
      props: { nodeTimeoutMs: NODE_TIMEOUT_MS },
      names: (good) => ({ ...good, ipAddresses: [...good.ipAddresses, PROXY_HOST] }),
    });
  });
  afterAll(() => cluster?.close());
  const current = (): TestCluster => {
    if (cluster === undefined) throw new Error("the cluster has not started");
    return cluster;
  };

  describe("login", () => loginContract(connect, current));
  describe("outcome", () => outcomeContract(connect, current));
  describe("replicas", () => replicaContract(connect, current));
  describe("failover", () => crashContract(connect, current));
}
