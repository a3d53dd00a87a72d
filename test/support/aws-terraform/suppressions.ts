import { createHash } from "node:crypto";

/** One check that a resource does not pass. */
export interface Finding {
  readonly check: string;
  readonly resource: string;
}

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

export const SUPPRESSIONS: readonly Suppression[] = [
  {
    check: "CKV2_AWS_57",
    resource: "aws_secretsmanager_secret.*",
    reason:
      "a password is rotated by counting `rotation` on, with two users by turns where nobody may notice; a function that did it would hold the right to change every user",
  },
  ...["api", "api-b", "report"].map((login) => ({
    check: "CKV_SECRET_6",
    resource: secretDigest(`prod/passwords/${login}`),
    reason: "the manifest tells the name of a secret, which is long enough to look like one",
  })),
];

/** What is accepted of rings. */
export const RING_SUPPRESSIONS: readonly Suppression[] = [
  {
    check: "CKV2_AWS_57",
    resource: "aws_secretsmanager_secret.*",
    reason:
      "passwords and certificates are rotated by counting on, nodes restart one after the other; `rotationLambdaArn` takes a function instead",
  },
];

/** Of the stack with a global datastore; the plan and the synthesized stack name the resource in two ways. */
export const DATASTORE_SUPPRESSIONS: readonly Suppression[] = [
  ["CKV_AWS_29", "at_rest_encryption_enabled"],
  ["CKV_AWS_30", "transit_encryption_enabled"],
  ["CKV_AWS_31", "transit_encryption_enabled"],
].flatMap(([check = "", argument]) =>
  ["aws_elasticache_replication_group", "resource"].map((type) => ({
    check,
    resource: `${type}.sessions-ireland`,
    reason: `a secondary is encrypted as its primary is: the provider refuses ${argument} beside global_replication_group_id`,
  })),
);

/** What is accepted of the harness's task, beside what is of rings. */
export const SMOKE_SUPPRESSIONS: readonly Suppression[] = [
  {
    check: "CKV2_AWS_5",
    resource: "aws_security_group.smoke_security-group_*",
    reason: "the group is the task's: it is attached when `cachefort smoke --via ecs` starts one",
  },
];

/** How Checkov names a text that it takes for a secret. */
export function secretDigest(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}

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
