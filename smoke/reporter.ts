import type { RunKind } from "./check";
import type { CheckResult, RunReport } from "./report";

/** What is known before the first check. */
export interface RunBegin {
  readonly runId: string;
  readonly environment: string;
  readonly suite: RunKind;
  readonly seed: number;
}

/** Hears of a run as it goes; one output format is one reporter. */
export interface Reporter {
  onRunBegin?(run: RunBegin): void;
  onCheckBegin?(check: Pick<CheckResult, "id" | "title" | "subject">): void;
  onProgress?(line: string): void;
  onCheckEnd?(result: CheckResult): void;
  onRunEnd?(report: RunReport): void;
}

/**
 * Tells several reporters the same. One that throws is told about once and hears nothing more; the
 * run and the others go on.
 */
export class Reporters implements Required<Reporter> {
  private readonly broken = new Set<Reporter>();

  constructor(
    private readonly reporters: readonly Reporter[],
    private readonly complain: (line: string) => void,
  ) {}

  onRunBegin(run: RunBegin): void {
    this.tell((reporter) => reporter.onRunBegin?.(run));
  }

  onCheckBegin(check: Pick<CheckResult, "id" | "title" | "subject">): void {
    this.tell((reporter) => reporter.onCheckBegin?.(check));
  }

  onProgress(line: string): void {
    this.tell((reporter) => reporter.onProgress?.(line));
  }

  onCheckEnd(result: CheckResult): void {
    this.tell((reporter) => reporter.onCheckEnd?.(result));
  }

  onRunEnd(report: RunReport): void {
    this.tell((reporter) => reporter.onRunEnd?.(report));
  }

  private tell(event: (reporter: Reporter) => void): void {
    for (const reporter of this.reporters) {
      if (this.broken.has(reporter)) continue;
      try {
        event(reporter);
      } catch (error) {
        this.broken.add(reporter);
        this.complain(`${reporter.constructor.name} failed: ${(error as Error).message}`);
      }
    }
  }
}
