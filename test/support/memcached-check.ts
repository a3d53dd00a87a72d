import { randomBytes } from "node:crypto";
import type { MemcachedManifest } from "../../constructs/core/manifest";
import { type Check, type CheckContext, CheckFailure, type Evidence } from "../../smoke/check";
import { NO_JOURNAL } from "../../smoke/journal/journal";
import type { TestRing } from "./memcached-ring";

/** What came of a check: its evidence, and what its undos failed with. */
export interface CheckOutcome {
  readonly passed: boolean;
  readonly evidence: Evidence;
  readonly undoErrors: readonly unknown[];
}

export interface CheckRunOptions {
  readonly seed?: number;
  readonly signal?: AbortSignal;
  /** @default - a random one */
  readonly runId?: string;
  /** Hears what the check is about to do. */
  readonly progress?: (line: string) => void;
}

/** Runs one check against a ring and then its undos, as the runner does. */
export async function runCheck(
  check: Check<MemcachedManifest>,
  ring: Pick<TestRing, "deployed" | "driver">,
  { seed = 0, signal = new AbortController().signal, runId, progress }: CheckRunOptions = {},
): Promise<CheckOutcome> {
  const undos: (() => Promise<void>)[] = [];
  const undoErrors: unknown[] = [];
  const context: CheckContext<MemcachedManifest> = {
    deployed: ring.deployed,
    driver: ring.driver,
    journal: NO_JOURNAL,
    runId: runId ?? randomBytes(4).toString("hex"),
    seed,
    signal,
    onExit: (undo) => undos.unshift(undo),
    progress: progress ?? (() => undefined),
  };
  try {
    return { ...(await judge(check, context)), undoErrors };
  } finally {
    for (const undo of undos) await undo().catch((error: unknown) => undoErrors.push(error));
  }
}

async function judge(
  check: Check<MemcachedManifest>,
  context: CheckContext<MemcachedManifest>,
): Promise<Omit<CheckOutcome, "undoErrors">> {
  try {
    return { passed: true, evidence: await check.run(context) };
  } catch (error) {
    if (!(error instanceof CheckFailure)) throw error;
    return { passed: false, evidence: error.evidence };
  }
}

/** The same ring with a manifest that says something else. */
export function withManifest(ring: TestRing, change: Partial<MemcachedManifest>): TestRing {
  const manifest = { ...ring.deployed.manifest, ...change };
  return { ...ring, deployed: { ...ring.deployed, manifest } };
}

/** Expects a check that passed and undid everything; says what did not hold. */
export function expectPassed(outcome: CheckOutcome): void {
  expect([outcome.passed, outcome.passed ? "" : outcome.evidence.measured]).toEqual([true, ""]);
  expect(outcome.undoErrors).toEqual([]);
}

/** Expects a failed check whose evidence names each part. */
export function expectFailure(outcome: CheckOutcome, ...measured: (string | RegExp)[]): void {
  expect(outcome.passed).toBe(false);
  for (const part of measured) expect(outcome.evidence.measured).toMatch(part);
}
