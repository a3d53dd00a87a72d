import type { CheckResult } from "../report";
import type { Reporter } from "../reporter";

/** Says what is under way, for a person who waits; goes to standard error. */
export class ProgressReporter implements Reporter {
  constructor(private readonly write: (text: string) => void) {}

  onCheckBegin(check: Pick<CheckResult, "id" | "subject">): void {
    this.write(`${check.subject}: ${check.id} …\n`);
  }

  onProgress(line: string): void {
    this.write(`  ${line}\n`);
  }
}
