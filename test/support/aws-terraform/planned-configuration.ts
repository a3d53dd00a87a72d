import { writeFileSync } from "node:fs";
import { readPlanOutput, type Diagnostic, type PlanOutput } from "./plan-output";
import type { Plan } from "./terraform-json";

export interface PlannedConfigurationProps {
  /** What `terraform plan -json` printed. */
  readonly output: string;
  /** The plan as Terraform keeps it. */
  readonly saved: string;
  /** The plan as `terraform show -json` prints it. */
  readonly show: () => string;
}

/** A configuration that was planned, or refused. The plan itself takes another Terraform, and only where it is read. */
export class PlannedConfiguration {
  private readonly output: PlanOutput;
  private shown: Plan | undefined;

  constructor(private readonly props: PlannedConfigurationProps) {
    this.output = readPlanOutput(props.output);
  }

  /** Errors and warnings; none is left out that `terraform validate` has, for a plan begins with it. */
  get diagnostics(): readonly Diagnostic[] {
    return this.output.diagnostics;
  }

  /**
   * What is done to each resource that does not stay as it is, in one word, by address.
   *
   * @throws Error with what Terraform refused; `plan` and `file` as well
   */
  get changes(): Readonly<Record<string, string>> {
    this.requirePlan();
    return this.output.changes;
  }

  get plan(): Plan {
    this.requirePlan();
    if (this.shown === undefined) {
      const text = this.props.show();
      writeFileSync(this.jsonFile, text);
      this.shown = JSON.parse(text) as Plan;
    }
    return this.shown;
  }

  /** The plan for scanners. */
  get file(): string {
    void this.plan;
    return this.jsonFile;
  }

  /** The plan as Terraform keeps it. */
  get saved(): string {
    this.requirePlan();
    return this.props.saved;
  }

  private get jsonFile(): string {
    return `${this.props.saved}.json`;
  }

  private requirePlan(): void {
    const errors = this.diagnostics.filter(({ severity }) => severity === "error");
    if (errors.length === 0) return;
    throw new Error(
      errors
        .map(({ address = "", detail, summary }) => `${address}: ${summary}: ${detail}`)
        .join("\n"),
    );
  }
}
