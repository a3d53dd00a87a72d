import { REPORT_SCHEMA } from "../report-schema";
import type { RunReport } from "../report";
import type { Reporter } from "../reporter";

/** The whole report as one JSON document, for programs. */
export class JsonReporter implements Reporter {
  constructor(private readonly write: (text: string) => void) {}

  onRunEnd(report: RunReport): void {
    this.write(jsonOf(report));
  }
}

/** A report with the version of its schema. */
export function jsonOf(report: RunReport): string {
  return `${JSON.stringify({ schema: REPORT_SCHEMA, ...report }, undefined, 2)}\n`;
}
