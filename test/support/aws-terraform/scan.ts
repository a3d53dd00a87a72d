import { runCheckov, type Report } from "./checkov";
import { SUPPRESSIONS, suppressionOf, type Finding, type Suppression } from "./suppressions";

/** A file to scan. */
export interface ScanProps {
  readonly file: string;
  /** What is accepted. @default SUPPRESSIONS */
  readonly suppressions?: readonly Suppression[];
  /**
   * What it is: the counts are printed, and why each suppression is accepted.
   * @default - nothing is printed
   */
  readonly told?: string;
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

/** Scans files that have nothing to do with each other, and judges what is found in each; by their names. */
export function scanAll<Name extends string>(
  scans: Readonly<Record<Name, ScanProps>>,
): Readonly<Record<Name, ScanResult>> {
  const names = Object.keys(scans) as Name[];
  const reports = runCheckov(names.map((name) => scans[name].file));
  const results = names.map((name, place): [Name, ScanResult] => {
    const { suppressions = SUPPRESSIONS, told } = scans[name];
    const result = judge(reports[place] ?? [], suppressions);
    if (told !== undefined) tell(told, result);
    return [name, result];
  });
  return Object.fromEntries(results) as Record<Name, ScanResult>;
}

function judge(reports: readonly Report[], suppressions: readonly Suppression[]): ScanResult {
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

function tell(what: string, { failed, passed, suppressed }: ScanResult): void {
  const counts = `${passed} passed, ${failed.length} failed, ${suppressed.length} suppressed`;
  const reasons = suppressed.map(
    ({ check, reason, resource }) => `${check} ${resource}: ${reason}`,
  );
  process.stdout.write([`checkov, ${what}: ${counts}`, ...reasons, ""].join("\n"));
}
