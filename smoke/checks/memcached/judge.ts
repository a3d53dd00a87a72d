import { CachefortError } from "../../../constructs/core/errors";
import type { MemcachedManifest, MemcachedManifestNode } from "../../../constructs/core/manifest";
import { type CheckContext, CheckFailure, type Evidence } from "../../check";
import { ProbeError } from "../../probes/memcached-probe";

/** One thing seen on a node. */
export interface Observation {
  /** Whether it is as the check wants it. */
  readonly holds: boolean;
  readonly seen: string;
}

export interface Judgement {
  readonly expected: string;
  /** What to look at first when it does not hold. */
  readonly hint: string;
}

/**
 * Observes every node at the same time. A node that cannot be reached, or that refuses what it must
 * do, is one observation that does not hold.
 *
 * @throws CheckFailure naming every observation that does not hold
 */
export async function judgeNodes(
  context: CheckContext<MemcachedManifest>,
  judgement: Judgement,
  observe: (node: MemcachedManifestNode) => Promise<readonly Observation[]>,
): Promise<Evidence> {
  const { nodes } = context.deployed.manifest;
  const observations = await Promise.all(
    nodes.map(async (node) =>
      (await observed(() => observe(node))).map(({ holds, seen }) => ({ holds, seen, node })),
    ),
  );
  context.signal.throwIfAborted();
  const failures = observations.flat().filter(({ holds }) => !holds);
  if (failures.length > 0) {
    const measured = failures.map(
      ({ node, seen }) => `node ${node.id} (${node.host}:${node.port}): ${seen}`,
    );
    throw new CheckFailure(
      { expected: judgement.expected, measured: measured.join("; ") },
      judgement.hint,
    );
  }
  const seen = new Set(observations.flat().map((observation) => observation.seen));
  return {
    expected: judgement.expected,
    measured: `${nodes.length} of ${nodes.length} nodes: ${[...seen].join(", ")}`,
  };
}

/** Turns what a node does wrong into an observation; a mistake of the check itself stays an error. */
export async function observed(
  observe: () => Promise<readonly Observation[]>,
): Promise<readonly Observation[]> {
  try {
    return await observe();
  } catch (error) {
    if (isNodeFailure(error)) return [{ holds: false, seen: error.message }];
    throw error;
  }
}

/** Whether the deployed thing is to blame for an error. */
export function isNodeFailure(error: unknown): error is Error {
  return CachefortError.is(error) || error instanceof ProbeError;
}

/**
 * Does what must succeed before there is anything to judge.
 *
 * @throws CheckFailure when a node does not let it
 */
export async function demand<T>(judgement: Judgement, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isNodeFailure(error)) throw error;
    const evidence = { expected: judgement.expected, measured: error.message };
    throw new CheckFailure(evidence, judgement.hint);
  }
}
