import { randomBytes } from "node:crypto";
import { until } from "../../operate/host/until";
import type { RedisManifest } from "../../constructs/core/manifest";
import { timeoutOf, type Check } from "../../smoke/check";
import type { CheckResult } from "../../smoke/report";
import { runCheck } from "../../smoke/run-check";
import type { TestCluster } from "./redis-server";

const CLEAN_MS = 5000;

/** How a check is run; a run that is not told otherwise is never interrupted. */
export interface CheckRunOptions {
  readonly signal?: AbortSignal;
  readonly seed?: number;
  /** @default - a random one */
  readonly runId?: string;
  /** Hears what the check is about to do. */
  readonly progress?: (line: string) => void;
}

/** Runs one check on a cluster and then its undos, as the harness does. */
export function runOn(
  cluster: Pick<TestCluster, "deployed" | "driver">,
  check: Check<RedisManifest>,
  { signal = new AbortController().signal, seed = 1, runId, progress }: CheckRunOptions = {},
): Promise<CheckResult> {
  return runCheck(
    check,
    {
      deployed: cluster.deployed,
      driver: cluster.driver,
      runId: runId ?? randomBytes(4).toString("hex"),
      seed,
      progress: progress ?? (() => undefined),
    },
    signal,
    timeoutOf(check, cluster.deployed.manifest),
  );
}

/** Expects a passed check; the failure says what it measured. */
export function expectPass(result: CheckResult): void {
  expectStatus(result, "pass");
}

/** Another status is told with what the check measured, or why it did not. */
function expectStatus(
  { evidence, reason, status }: CheckResult,
  expected: CheckResult["status"],
): void {
  const told = [evidence?.measured, reason].filter((text) => text !== undefined).join("; ");
  expect(status === expected ? status : `${status}: ${told}`).toBe(expected);
}

/** Expects a failed check whose evidence names each part. */
export function expectFailure(result: CheckResult, ...measured: (string | RegExp)[]): void {
  expectStatus(result, "fail");
  expect(result.hint).toEqual(expect.any(String));
  for (const part of measured) expect(result.evidence?.measured).toMatch(part);
}

/** Expects a check that somebody ended; the failure says what came before. */
export function expectInterrupted(result: CheckResult): void {
  expectStatus(result, "error");
  expect(result.reason).toBe("interrupted");
}

/**
 * Gives a user other rules on some nodes for as long as the work takes.
 *
 * @param rules as `ACL SETUSER` takes them, on top of what the user has
 */
export async function withAcl(
  cluster: TestCluster,
  nodeIds: readonly string[],
  user: string,
  rules: readonly string[],
  work: () => Promise<void>,
): Promise<void> {
  const nodes = await Promise.all(nodeIds.map((id) => cluster.operator(id)));
  try {
    const lists = await Promise.all(nodes.map((node) => node.acl("LIST")));
    await Promise.all(nodes.map((node) => node.call("ACL", "SETUSER", user, ...rules)));
    try {
      await work();
    } finally {
      await Promise.all(
        nodes.map((node, index) => {
          const line = lists[index]?.find((text) => text.startsWith(`user ${user} `)) ?? "";
          return node.call("ACL", "SETUSER", user, "reset", ...line.split(" ").slice(2));
        }),
      );
    }
  } finally {
    for (const node of nodes) node.disconnect();
  }
}

/** Expects that no key is left; a replica hears of a deletion after its primary has acknowledged it. */
export async function expectNoKeys(cluster: TestCluster): Promise<void> {
  let counts: number[] = [];
  await until(CLEAN_MS, async () => {
    counts = await keysLeft(cluster);
    return Math.max(...counts) === 0;
  });
  expect(counts).toEqual(counts.map(() => 0));
}

/** Number of keys on every node. */
export async function keysLeft(cluster: TestCluster): Promise<number[]> {
  return Promise.all(
    cluster.model.nodes.map(async ({ id }) => {
      const node = await cluster.operator(id);
      try {
        return await node.dbsize();
      } finally {
        node.disconnect();
      }
    }),
  );
}
