import type { ConnectPreset } from "./preset-client";
import { crashContract } from "./crash-contract";
import { loginContract } from "./login-contract";
import { outcomeContract } from "./outcome-contract";
import { PROXY_HOST } from "./proxied";
import { replicaContract } from "./replica-contract";
import { startTestCluster, type TestCluster } from "../redis-server";

/** Half of what it is in the other tests: a failover is the longest part of these. */
export const NODE_TIMEOUT_MS = 1000;

/** Where clients differ. */
export interface PresetTraits {
  /** Whether it dials another address than a node announces. */
  readonly followsMap: boolean;
  /** Whether it knows of a command that it was not sent. */
  readonly tellsUnsent: boolean;
  /** How often it asks each node at most before it gives up a wrong password. */
  readonly loginsPerNode: number;
}

/**
 * What every preset holds, on one cluster of its own.
 *
 * @param port the first of twelve
 */
export function redisPresetContract(
  connect: ConnectPreset,
  port: number,
  { followsMap, loginsPerNode, tellsUnsent }: PresetTraits,
): void {
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

  describe("login", () => loginContract(connect, current, loginsPerNode));
  describe("outcome", () => outcomeContract(connect, current, followsMap));
  describe("replicas", () => replicaContract(connect, current));
  describe("failover", () => crashContract(connect, current, tellsUnsent));
}
