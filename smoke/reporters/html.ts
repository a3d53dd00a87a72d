import type { RunReport } from "../report";
import type { Reporter } from "../reporter";
import type { Markup } from "./html/markup";
import { pageOf } from "./html/page";

/** The whole report as one page for people. */
export class HtmlReporter implements Reporter {
  /**
   * @param write takes the whole page
   * @param changes what to show of the difference to another run. @default - nothing
   */
  constructor(
    private readonly write: (text: string) => void,
    private readonly changes?: Markup,
  ) {}

  onRunEnd(report: RunReport): void {
    this.write(pageOf(report, this.changes));
  }
}
