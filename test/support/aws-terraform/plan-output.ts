/** What Terraform has to say of a configuration. */
export interface Diagnostic {
  readonly severity: "error" | "warning";
  readonly summary: string;
  readonly detail: string;
  readonly address?: string;
}

/** What `terraform plan -json` prints, as far as tests read it. */
export interface PlanOutput {
  /** Each one once: the validation that a plan begins with and the plan itself may tell the same. */
  readonly diagnostics: readonly Diagnostic[];
  /** What is done to each resource that does not stay as it is, in one word, by address. */
  readonly changes: Readonly<Record<string, string>>;
}

interface Line {
  readonly type: string;
  readonly diagnostic?: Diagnostic;
  readonly change?: { readonly action: string; readonly resource: { readonly addr: string } };
}

/**
 * Reads the lines of a plan.
 *
 * @throws Error where Terraform ended before it said anything of the plan
 */
export function readPlanOutput(output: string): PlanOutput {
  const lines = output
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Line);
  if (!lines.some(({ type }) => type === "change_summary" || type === "diagnostic")) {
    throw new Error(`nothing was planned: ${output.slice(0, 2000)}`);
  }
  const diagnostics = new Map<string, Diagnostic>();
  const changes: Record<string, string> = {};
  for (const { change, diagnostic, type } of lines) {
    if (type === "planned_change" && change !== undefined) {
      changes[change.resource.addr] = change.action;
    }
    if (diagnostic === undefined) continue;
    const { address, detail, severity, summary } = diagnostic;
    const said = { severity, summary, detail, ...(address === undefined ? {} : { address }) };
    diagnostics.set(JSON.stringify(said), said);
  }
  return { diagnostics: [...diagnostics.values()], changes };
}
