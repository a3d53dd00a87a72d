import { REPORT_SCHEMA } from "../report-schema";
import type { RunReport } from "../report";
import type { Reporter } from "../reporter";

/** The whole report as one JSON document, for programs. */
export class JsonReporter implements Reporter {
  constructor(private readonly write: (text: string) => void) {}

  onRunEnd(report: RunReport): void {
    this.write(`${JSON.stringify({ schema: REPORT_SCHEMA, ...report }, undefined, 2)}\n`);
  }
}
