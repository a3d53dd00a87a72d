import type { ExitCode } from "../../constructs/core/errors";
import type { CheckResult, RunReport } from "../report";
import type { Reporter, Reporters, RunBegin } from "../reporter";

/** What a run elsewhere tells, in its order; the results of the report have been told before it. */
export type RunEvent =
  | { readonly type: "run-begin"; readonly run: RunBegin }
  | {
      readonly type: "check-begin";
      readonly check: Pick<CheckResult, "id" | "title" | "subject">;
    }
  | { readonly type: "progress"; readonly line: string }
  | { readonly type: "check-end"; readonly result: CheckResult }
  | {
      readonly type: "run-end";
      readonly report: Omit<RunReport, "results">;
      /** Whether the report is stored next, and what becomes of that is told. @default false */
      readonly isStoredNext?: boolean;
    }
  /** Where the report is stored, as URLs. */
  | { readonly type: "stored"; readonly places: readonly string[] }
  /** Why it is not, and what that alone would end with. */
  | { readonly type: "not-stored"; readonly message: string; readonly exitCode: ExitCode }
  /** The run could not begin, or not go on; what a person is told instead of a report. */
  | { readonly type: "refused"; readonly message: string; readonly exitCode: ExitCode };

/** Tells a run as events. */
export class EventReporter implements Reporter {
  /** @param isStoredNext whether `stored` or `not-stored` is told after the run */
  constructor(
    private readonly tell: (event: RunEvent) => void,
    private readonly isStoredNext = false,
  ) {}

  onRunBegin(run: RunBegin): void {
    this.tell({ type: "run-begin", run });
  }

  onCheckBegin({ id, subject, title }: Pick<CheckResult, "id" | "title" | "subject">): void {
    this.tell({ type: "check-begin", check: { id, title, subject } });
  }

  onProgress(line: string): void {
    this.tell({ type: "progress", line });
  }

  onCheckEnd(result: CheckResult): void {
    this.tell({ type: "check-end", result });
  }

  onRunEnd({ results: _told, ...report }: RunReport): void {
    const next = this.isStoredNext ? { isStoredNext: true } : {};
    this.tell({ type: "run-end", report, ...next });
  }
}

/** Tells events to reporters as if the run were here. */
export class Replay {
  /** The whole report; `undefined` until the run has ended. */
  report: RunReport | undefined;
  /** Why there will be no report. */
  refusal: Extract<RunEvent, { type: "refused" }> | undefined;
  /** What became of storing the report; `undefined` where it was not stored, or nobody has told yet. */
  storage: Extract<RunEvent, { type: "stored" | "not-stored" }> | undefined;
  private isStoredNext = false;
  private readonly results: CheckResult[] = [];

  constructor(private readonly reporters: Reporters) {}

  /** Whether nothing more will be told. */
  get isOver(): boolean {
    if (this.refusal !== undefined) return true;
    return this.report !== undefined && !this.isStorageDue;
  }

  /** Whether what becomes of storing the report has still to be told. */
  get isStorageDue(): boolean {
    return this.isStoredNext && this.storage === undefined;
  }

  take(event: RunEvent): void {
    switch (event.type) {
      case "run-begin":
        return this.reporters.onRunBegin(event.run);
      case "check-begin":
        return this.reporters.onCheckBegin(event.check);
      case "progress":
        return this.reporters.onProgress(event.line);
      case "check-end":
        this.results.push(event.result);
        return this.reporters.onCheckEnd(event.result);
      case "run-end":
        this.report = { ...event.report, results: this.results };
        this.isStoredNext = event.isStoredNext === true;
        return this.reporters.onRunEnd(this.report);
      case "stored":
      case "not-stored":
        this.storage = event;
        return;
      case "refused":
        this.refusal = event;
    }
  }
}
