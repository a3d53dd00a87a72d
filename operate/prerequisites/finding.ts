import type { FoundProvider, RequiredProvider } from "./terraform-provider";

/** One thing that an environment needs, as it was found. */
export interface Finding {
  readonly name: string;
  /** With a `warning` the environment works all the same. */
  readonly status: "ok" | "warning" | "missing" | "unsuitable";
  readonly version?: string;
  /** What is wrong with it, or for the status `ok` what to know about it. */
  readonly problem?: string;
  /** What to do about it. */
  readonly fix?: string;
}

/** A provider, which Terraform gets at the first deployment. */
export function providerFinding({ source }: RequiredProvider, found: FoundProvider): Finding {
  const name = `provider ${source}`;
  if ("version" in found) return { name, status: "ok", version: found.version };
  const fix = "let Terraform reach its registry, or a mirror of it (provider_installation)";
  return { name, status: "missing", problem: found.problem, fix };
}
