/** A line of `terraform test -json`, as far as tests read it. */
interface Line {
  readonly type: string;
  readonly "@testrun"?: string;
  readonly diagnostic?: {
    readonly severity: string;
    readonly summary: string;
    readonly detail: string;
    readonly address?: string;
  };
  readonly test_run?: { readonly run: string; readonly progress: string };
}

const FAILED = "Test assertion failed";

/**
 * Messages of the assertions that failed, by run.
 *
 * @throws Error when something else is wrong: then nothing is known of the assertions
 */
export function failuresByRun(output: string): ReadonlyMap<string, readonly string[]> {
  const lines = output
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Line);
  const failures = new Map<string, string[]>();
  for (const { "@testrun": run = "", diagnostic, test_run } of lines) {
    if (test_run?.progress === "complete") failures.set(test_run.run, failures.get(run) ?? []);
    if (diagnostic?.severity !== "error") continue;
    const { address = "", detail, summary } = diagnostic;
    if (summary !== FAILED) throw new Error(`${run} ${address}: ${summary}: ${detail}`);
    failures.set(run, [...(failures.get(run) ?? []), detail]);
  }
  if (failures.size === 0) throw new Error(`no test ran: ${output.slice(0, 2000)}`);
  return failures;
}
