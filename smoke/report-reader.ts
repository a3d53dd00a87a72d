import { z } from "zod";
import { ValidationError } from "../constructs/core/errors";
import type { RunReport } from "./report";
import { REPORT_SCHEMA, reportSchema } from "./report-schema";

/**
 * Reads a report that `smoke --json` has written.
 *
 * @param source name of the file, for the message
 * @throws ValidationError REPORT_VERSION_UNKNOWN, REPORT_INVALID
 */
export function readReport(text: string, source: string): RunReport {
  const value = parse(text, source);
  const schema = (value as { schema?: unknown } | null)?.schema;
  if (typeof schema === "string" && schema !== REPORT_SCHEMA) {
    throw new ValidationError("REPORT_VERSION_UNKNOWN", {
      problem: `${source} is a report of another version`,
      received: schema,
      allowed: REPORT_SCHEMA,
      fix: "use the cachefort release that wrote it, or run the suite again with this one",
    });
  }
  const read = reportSchema.safeParse(value);
  if (read.success) return read.data as RunReport;
  throw invalid(source, z.prettifyError(read.error).replaceAll("\n", " "));
}

function parse(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(source, (error as Error).message);
  }
}

function invalid(source: string, why: string): ValidationError {
  return new ValidationError("REPORT_INVALID", {
    problem: `${source} is not a report of the harness: ${why}`,
    allowed: "the JSON Schema in docs/report.schema.json",
    fix: "name a file that `cachefort smoke --json` has written",
  });
}
