import type { Manifest } from "../constructs/core/manifest";
import type { LoadedManifest } from "../clients/manifest-file";
import type { TargetDriver } from "./driver";
import type { Exhibit } from "./exhibit";
import type { Figure } from "./figure";
import type { Journal } from "./journal/journal";

/** Suites of what is deployed, each holding everything of the one before it. */
const NESTED_SUITES = ["quick", "standard", "full"] as const;
/** Those, and `patterns`: what `clients/cache/` promises an application on what is deployed. */
export const SUITES = [...NESTED_SUITES, "patterns"] as const;
export type Suite = (typeof SUITES)[number];

/** What a run may be: a suite, or rounds of random faults. */
export const RUN_KINDS = [...SUITES, "soak"] as const;
export type RunKind = (typeof RUN_KINDS)[number];

/** What a check saw, beside what it had to see. */
export interface Evidence {
  readonly expected: string;
  readonly measured: string;
  /** What was measured in numbers, each with its bound and where that comes from. */
  readonly figures?: readonly Figure[];
  /** What a report can draw. */
  readonly exhibits?: readonly Exhibit[];
  /** Figures and lists for the machine-readable reports; never a secret. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Everything a check may use. It learns nothing of the target but through these. */
export interface CheckContext<M extends Manifest = Manifest> {
  readonly deployed: LoadedManifest<M>;
  readonly driver: TargetDriver;
  /** Remembers what has to be undone, should this process crash. */
  readonly journal: Journal;
  /** Part of every key the check writes, so that runs never meet. */
  readonly runId: string;
  /** Seed of every random choice; printed, so that a run can be repeated. */
  readonly seed: number;
  /** Aborted on Ctrl+C: loops and waits stop, clean-ups still run. */
  readonly signal: AbortSignal;
  /** Registers an undo that runs after the check on every way out, last registered first. */
  readonly onExit: (undo: () => Promise<void>) => void;
  /** One line of progress on stderr. */
  readonly progress: (line: string) => void;
}

/** One thing proven about a deployed cluster or ring. */
export interface Check<M extends Manifest = Manifest> {
  /** Stable name, `<kind>/<noun>`. */
  readonly id: string;
  readonly title: string;
  /** What a pass proves, in one sentence. */
  readonly proves: string;
  readonly kind: M["kind"];
  /** @default - every target */
  readonly targets?: readonly Manifest["target"][];
  /**
   * Why it cannot prove anything on a target where it would be looked for; told and counted.
   * @default - it runs on each of its targets
   */
  readonly skippedOn?: Partial<Readonly<Record<Manifest["target"], string>>>;
  /**
   * Whether it proves something of logins: a ring that takes none skips it, told and counted.
   * @default false
   */
  readonly needsLogin?: boolean;
  /** The smallest suite that holds it. */
  readonly suite: Suite;
  readonly injectsFaults: boolean;
  /**
   * Milliseconds after which the check is aborted; by what was deployed where a service takes its time.
   * @default 60000
   */
  readonly timeoutMs?: number | ((manifest: Pick<Manifest, "nodes" | "target">) => number);
  run(context: CheckContext<M>): Promise<Evidence>;
}

const TIMEOUT_MS = 60_000;

/** Milliseconds after which a check of what was deployed is aborted. */
export function timeoutOf(
  { timeoutMs = TIMEOUT_MS }: Pick<Check, "timeoutMs">,
  manifest: Manifest,
): number {
  return typeof timeoutMs === "number" ? timeoutMs : timeoutMs(manifest);
}

/** Whether a suite holds a check. */
export function isInSuite({ suite: smallest }: Pick<Check, "suite">, suite: Suite): boolean {
  if (suite === "patterns" || smallest === "patterns") return suite === smallest;
  return NESTED_SUITES.indexOf(smallest) <= NESTED_SUITES.indexOf(suite);
}

/** Whether a check proves something on a target. */
export function isForTarget(
  { targets }: Pick<Check, "targets">,
  target: Manifest["target"],
): boolean {
  return targets === undefined || targets.includes(target);
}

/** Thrown by a check when the deployed thing does not hold what the check proves. */
export class CheckFailure extends Error {
  constructor(
    readonly evidence: Evidence,
    /** What the reader should look at first. */
    readonly hint: string,
  ) {
    super(`expected ${evidence.expected}, measured ${evidence.measured}`);
    this.name = "CheckFailure";
  }
}

/** Thrown by a check that cannot prove anything here; the reason is printed and counted. */
export class CheckSkip extends Error {
  constructor(readonly reason: string) {
    super(reason);
    this.name = "CheckSkip";
  }
}
