import { OperationError } from "../../../constructs/core/errors";
import { explainedFailure } from "../../../operate/aws/failures";

const failed = { account: "111122223333", finalSnapshots: ["prod-sessions-final"] };

/** As `runCdktf` tells what Terraform said. */
function failure(said: string): OperationError {
  const problem = `cdktf destroy ended with 1:\n${said}`;
  return new OperationError("CDKTF_FAILED", { problem, fix: "mend what is said above" });
}

test.each([
  [
    "AWS_CREDENTIALS_MISSING",
    3,
    "Error: No valid credential sources found",
    { problem: expect.stringContaining("account 111122223333") },
  ],
  [
    "AWS_CREDENTIALS_MISSING",
    3,
    "Error: failed to refresh cached credentials, no EC2 IMDS role found",
    { fix: expect.stringContaining("AWS_PROFILE") },
  ],
  [
    "ELASTICACHE_FINAL_SNAPSHOT_TAKEN",
    2,
    "Error: deleting ElastiCache Replication Group (prod-sessions): operation error ElastiCache: DeleteReplicationGroup, https response error StatusCode: 400, SnapshotAlreadyExistsFault: Snapshot with specified name already exists.",
    { received: "prod-sessions-final", fix: expect.stringContaining("finalSnapshot") },
  ],
])("%s, exit code %d: %s", (code, exitCode, said, detail) => {
  const cause = failure(said);
  expect(explainedFailure(cause, failed)).toMatchObject({ code, exitCode, detail, cause });
});

test.each([failure("Error: creating EC2 VPC: VpcLimitExceeded"), new Error("a defect")])(
  "any other failure stays as it is: %s",
  (cause) => {
    expect(explainedFailure(cause, failed)).toBe(cause);
  },
);
