import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { SUPPRESSIONS, suppressionOf, type Suppression } from "./suppressions";

/** One check that a resource does not pass. */
export interface Finding {
  readonly check: string;
  readonly resource: string;
}

/** What Checkov says of a file. */
export interface ScanResult {
  /** Runners that found something of theirs in it, such as `terraform_plan`. */
  readonly runners: readonly string[];
  readonly passed: number;
  /** Failures that nobody has accepted. */
  readonly failed: readonly Finding[];
  /** Failures that are accepted, each with its reason. */
  readonly suppressed: readonly (Finding & Suppression)[];
}

interface Report {
  readonly check_type: string;
  readonly summary: { readonly passed: number; readonly parsing_errors: number };
  readonly results: {
    readonly failed_checks: readonly { readonly check_id: string; readonly resource: string }[];
  };
}

/**
 * Scans one file, alone in a folder, with every framework of Checkov; nothing is downloaded.
 *
 * @throws Error when Checkov cannot read the file or does not run
 */
export function scan(file: string, suppressions: readonly Suppression[]): ScanResult {
  const reports = reportsOf(file);
  const findings = reports.flatMap(({ results }) =>
    results.failed_checks.map(({ check_id: check, resource }): Finding => ({ check, resource })),
  );
  const judged = findings.map((finding) => ({
    finding,
    suppression: suppressionOf(finding, suppressions),
  }));
  return {
    runners: reports.map(({ check_type: runner }) => runner).sort(),
    passed: reports.reduce((sum, { summary }) => sum + summary.passed, 0),
    failed: judged.flatMap(({ finding, suppression }) =>
      suppression === undefined ? [finding] : [],
    ),
    suppressed: judged.flatMap(({ finding, suppression }) =>
      suppression === undefined ? [] : [{ ...suppression, ...finding }],
    ),
  };
}

/** What passed is only counted: told one by one, it is hundreds of megabytes. */
const TERSE = ["--quiet", "--compact"];

/** Scans as the level does, and prints the counts and why each suppression is accepted. */
export function scanAndTell(
  what: string,
  file: string,
  suppressions: readonly Suppression[] = SUPPRESSIONS,
): ScanResult {
  const result = scan(file, suppressions);
  const { failed, passed, suppressed } = result;
  const counts = `${passed} passed, ${failed.length} failed, ${suppressed.length} suppressed`;
  const reasons = suppressed.map(
    ({ check, reason, resource }) => `${check} ${resource}: ${reason}`,
  );
  process.stdout.write([`checkov, ${what}: ${counts}`, ...reasons, ""].join("\n"));
  return result;
}

function reportsOf(file: string): Report[] {
  const folder = mkdtempSync(join(tmpdir(), "cachefort-checkov-"));
  try {
    copyFileSync(file, join(folder, basename(file)));
    const args = ["--directory", folder, "--framework", "all", "--skip-download", "--soft-fail"];
    const program = process.env["CACHEFORT_CHECKOV"] ?? "checkov";
    const { error, status, stderr, stdout } = spawnSync(
      program,
      [...args, ...TERSE, "--output", "json"],
      {
        encoding: "utf8",
        maxBuffer: 2 ** 28,
      },
    );
    if (error !== undefined) throw error;
    if (status !== 0) throw new Error(`checkov ended with ${status}: ${stderr}`);
    const parsed = JSON.parse(stdout) as Report | Report[];
    const reports = Array.isArray(parsed) ? parsed : [parsed];
    if (reports.some(({ summary }) => summary.parsing_errors > 0)) {
      throw new Error(`checkov cannot read ${file}`);
    }
    return reports;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
