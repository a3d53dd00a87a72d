import { CachefortError } from "../../constructs/core/errors";
import { type CheckContext, CheckFailure, type Evidence } from "../check";
import { type Figure, figureText, keepsBounds } from "../figure";
import { ProbeError } from "../probes/memcached-probe";
import { NodeFailure } from "../probes/redis-session";
import { TlsProbeError } from "../probes/tls-probe";

/** One thing seen. */
export interface Observation {
  /** Whether it is as the check wants it. */
  readonly holds: boolean;
  readonly seen: string;
  /** The figure that it rests on, for reports. @default - none */
  readonly figure?: Figure;
}

/** Whether a figure keeps its bounds, as an observation. */
export function judgeFigure(figure: Figure): Observation {
  return { holds: keepsBounds(figure), seen: figureText(figure), figure };
}

export interface Judgement {
  readonly expected: string;
  /** What to look at first when it does not hold. */
  readonly hint: string;
}

/** A node that can be asked directly. */
export interface AddressedNode {
  readonly id: string;
  readonly host: string;
  /** What the node announces to clients. @default - `host` */
  readonly networkHost?: string;
  /** Address that the cluster's other nodes know it by. @default - `host` */
  readonly address?: string;
  readonly port: number;
}

/** Observations named one by one; the rest is counted. */
const NAMED_FAILURES = 8;

/**
 * Observes every node at the same time. A node that cannot be reached, or that refuses what it must
 * do, is one observation that does not hold.
 *
 * @param measured what a pass has measured, from the number of observations
 * @throws CheckFailure naming the observations that do not hold
 */
export async function judgeEach<N extends AddressedNode>(
  { signal }: Pick<CheckContext, "signal">,
  nodes: readonly N[],
  judgement: Judgement,
  observe: (node: N) => Promise<readonly Observation[]>,
  measured: (observations: readonly Observation[]) => string = distinct,
): Promise<Evidence> {
  const observations = await Promise.all(
    nodes.map(async (node) => {
      const seen = await observed(() => observe(node));
      const address = `node ${node.id} (${node.host}:${node.port})`;
      return seen.map((one) => (one.holds ? one : { ...one, seen: `${address}: ${one.seen}` }));
    }),
  );
  signal.throwIfAborted();
  const all = observations.flat();
  requireAll(judgement, all);
  return {
    expected: judgement.expected,
    measured: `${nodes.length} of ${nodes.length} nodes: ${measured(all)}`,
  };
}

/** @throws CheckFailure naming the observations that do not hold */
export function requireAll(judgement: Judgement, observations: readonly Observation[]): void {
  const failures = observations.filter(({ holds }) => !holds).map(({ seen }) => seen);
  if (failures.length === 0) return;
  const more = failures.length - NAMED_FAILURES;
  const named = failures.slice(0, NAMED_FAILURES).join("; ");
  throw new CheckFailure(
    {
      expected: judgement.expected,
      measured: more > 0 ? `${named}; and ${more} more` : named,
      details: { failures },
    },
    judgement.hint,
  );
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

/**
 * Does what must succeed before there is anything to judge.
 *
 * @throws CheckFailure when the deployed thing does not let it
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

/** Whether the deployed thing is to blame for an error. */
export function isNodeFailure(error: unknown): error is Error {
  return (
    CachefortError.is(error) ||
    [NodeFailure, ProbeError, TlsProbeError].some((failure) => error instanceof failure)
  );
}

function distinct(observations: readonly Observation[]): string {
  return [...new Set(observations.map(({ seen }) => seen))].join(", ");
}
