import type { Finding } from "./checkov";

/**
 * A failure of Checkov that is accepted. JSON has no comments for Checkov to read, so that they stand here:
 * every one is counted and printed, and one that suppresses nothing fails the tests.
 */
export interface Suppression {
  readonly check: string;
  /** Terraform address, or what it begins with when it ends with `*`. */
  readonly resource: string;
  readonly reason: string;
}

export const SUPPRESSIONS: readonly Suppression[] = [];

/** The suppression that holds for a finding. */
export function suppressionOf(
  { check, resource }: Finding,
  suppressions: readonly Suppression[],
): Suppression | undefined {
  return suppressions.find(
    (each) =>
      each.check === check &&
      (each.resource.endsWith("*")
        ? resource.startsWith(each.resource.slice(0, -1))
        : resource === each.resource),
  );
}
