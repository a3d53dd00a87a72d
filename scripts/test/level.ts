/** What a level of the test suite has shown. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** One level: run once, or skipped as a whole with a reason. */
export interface Level {
  readonly name: string;
  /** Only required by its own name, not by `all`. */
  readonly isOptional?: boolean;
  /**
   * Why it is only run by its own name; shown where it is left out.
   *
   * @default - it is run wherever it can
   */
  readonly whyOnlyNamed?: string;
  /**
   * Levels of one lane run one after the other, because they share an environment; lanes run beside
   * each other, after the levels that have none.
   *
   * @default - it runs alone
   */
  readonly lane?: string;
  /** Why it cannot run here; `undefined` when it can. */
  whySkipped(): Promise<string | undefined>;
  run(): Promise<Counts>;
}

/** A level as the summary shows it. */
export interface Outcome {
  readonly name: string;
  readonly status: "passed" | "failed" | "skipped";
  readonly counts: Counts;
  /** Why it was skipped, or failed without having run. */
  readonly reason?: string;
  readonly milliseconds: number;
}

/** Runs one level; whatever goes wrong with it is a failure of the level, not of the run. */
export async function runLevel(level: Level, isRequired: boolean): Promise<Outcome> {
  const start = performance.now();
  const ended = (status: Outcome["status"], counts: Counts, reason?: string): Outcome => ({
    name: level.name,
    status,
    counts,
    ...(reason === undefined ? {} : { reason }),
    milliseconds: performance.now() - start,
  });
  try {
    const reason = await level.whySkipped();
    if (reason !== undefined) {
      return isRequired
        ? ended("failed", { passed: 0, failed: 1, skipped: 0 }, `required, but: ${reason}`)
        : ended("skipped", { passed: 0, failed: 0, skipped: 1 }, reason);
    }
    const counts = await level.run();
    return ended(counts.failed === 0 ? "passed" : "failed", counts);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return ended("failed", { passed: 0, failed: 1, skipped: 0 }, reason);
  }
}
