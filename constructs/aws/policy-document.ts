/** Operators of a condition with the keys and values that they compare. */
export type PolicyCondition = Readonly<
  Record<string, Readonly<Record<string, string | readonly string[]>>>
>;

/** One statement of a policy, in the words of IAM. */
export interface PolicyStatement {
  /** What the statement is for: letters and digits. */
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  /** @default - none: the policy belongs to a role */
  readonly Principal?: "*" | { readonly AWS: string } | { readonly Service: string };
  readonly Action: string | readonly string[];
  /** @default - none: the policy says who may assume a role */
  readonly Resource?: string | readonly string[];
  /** @default - none */
  readonly Condition?: PolicyCondition;
}

/**
 * A policy as text. It stands in the resource itself, not in a data source: scanners read it, and a plan
 * shows its change.
 */
export function policyDocument(statements: readonly PolicyStatement[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}
