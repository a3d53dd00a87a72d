import { ValidationError } from "../../core/errors";

/** Where a new cluster takes its data from; it counts at creation only. */
export type SnapshotToRestore =
  | {
      /** Name of a snapshot of ElastiCache in the same region. */
      readonly snapshotName: string;
    }
  | {
      /** Snapshot files in S3, `arn:aws:s3:::bucket/path/file.rdb`, one for each shard. */
      readonly s3Arns: readonly string[];
    };

const S3_ARN = /^arn:[a-z-]+:s3:::[a-z0-9.-]+\/[^,\s]+$/;

/**
 * Refuses a restore that names no data or two sources.
 *
 * @throws ValidationError ELASTICACHE_RESTORE
 */
export function requireRestore(
  restore: SnapshotToRestore | undefined,
): SnapshotToRestore | undefined {
  if (restore === undefined) return undefined;
  const hasBoth = "snapshotName" in restore && "s3Arns" in restore;
  const isComplete =
    "snapshotName" in restore
      ? restore.snapshotName.length > 0
      : restore.s3Arns.length > 0 && restore.s3Arns.every((arn) => S3_ARN.test(arn));
  if (isComplete && !hasBoth) return restore;
  throw new ValidationError("ELASTICACHE_RESTORE", {
    problem: hasBoth
      ? "snapshotToRestore names a snapshot and files, and a cluster begins with one of them"
      : "snapshotToRestore names no snapshot and no file in S3",
    received: restore,
    allowed: "{ snapshotName } or { s3Arns: [arn:aws:s3:::bucket/file.rdb, …] }",
    fix: "name one source of the data",
  });
}
