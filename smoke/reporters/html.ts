import type { RunReport } from "../report";
import type { Reporter } from "../reporter";
import { pageOf } from "./html/page";

/** The whole report as one page for people. */
export class HtmlReporter implements Reporter {
  /** @param write takes the whole page */
  constructor(private readonly write: (text: string) => void) {}

  onRunEnd(report: RunReport): void {
    this.write(pageOf(report));
  }
}
