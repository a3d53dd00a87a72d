import { CachefortError, UnavailableError, ValidationError } from "../../constructs/core/errors";

/** What of an environment the messages name. */
export interface FailedDeployment {
  readonly account: string;
  /** Names of the snapshots that a destruction would leave. */
  readonly finalSnapshots: readonly string[];
}

export const SET_CREDENTIALS =
  "set AWS_PROFILE (after `aws sso login`), or AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN; the region is that of configs/";

/** What Terraform says when it finds no credentials, for the backend and for the provider. */
const WITHOUT_CREDENTIALS = /No valid credential sources found|no EC2 IMDS role found/;
/** Fault of DeleteReplicationGroup, in the reference of ElastiCache's API. */
const SNAPSHOT_TAKEN = /SnapshotAlreadyExistsFault/;

/**
 * The error to tell for a failed run of Terraform: one with a way out where the reason is known, else
 * the same.
 */
export function explainedFailure(cause: unknown, failed: FailedDeployment): unknown {
  if (!CachefortError.is(cause)) return cause;
  if (WITHOUT_CREDENTIALS.test(cause.message)) {
    return new UnavailableError(
      "AWS_CREDENTIALS_MISSING",
      {
        problem: `Terraform found no credentials for account ${failed.account}`,
        fix: SET_CREDENTIALS,
      },
      undefined,
      { cause },
    );
  }
  if (SNAPSHOT_TAKEN.test(cause.message)) {
    return new ValidationError(
      "ELASTICACHE_FINAL_SNAPSHOT_TAKEN",
      {
        problem: "an earlier cluster has left a snapshot of the name that this one would leave",
        received: failed.finalSnapshots.join(", "),
        fix: "give the old one another name and repeat (aws elasticache copy-snapshot, then delete-snapshot); or set finalSnapshot to another ending in configs/, deploy, and repeat",
      },
      undefined,
      { cause },
    );
  }
  return cause;
}
