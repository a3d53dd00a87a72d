import { OperationError, UnavailableError, ValidationError } from "../../../constructs/core/errors";
import type { MatchingDeletion } from "./matching-options";

const NOT_GRANTED = /^NOPERM/;

export function isNotGranted(error: unknown): boolean {
  return NOT_GRANTED.test((error as Error).message);
}

/** The user may not list keys, or not delete what the pattern names. */
export function patternNotGranted(pattern: string, cause: unknown): OperationError {
  return new OperationError(
    "CACHE_PATTERN_NOT_GRANTED",
    {
      problem: `the user may not do what a deletion by pattern takes: ${(cause as Error).message}`,
      received: pattern,
      allowed: "SCAN and CLUSTER NODES, and UNLINK on every key that matches",
      fix: 'give it a user of its own: RedisUser.forPattern("matching", …); SCAN tells a user the names of all keys',
    },
    undefined,
    { cause },
  );
}

/** Nothing answered for longer than it was to endure. */
export function patternUnfinished(
  pattern: string,
  { deleted }: MatchingDeletion,
  cause: unknown,
): UnavailableError {
  return new UnavailableError(
    "CACHE_PATTERN_UNFINISHED",
    {
      problem: `${deleted} keys were deleted, and the primaries of the rest do not answer: ${(cause as Error).message}`,
      received: pattern,
      fix: "call it again when the cluster is whole",
    },
    undefined,
    { cause },
  );
}

/** Why an engine has no deletion by pattern. */
export function patternUnsupported(pattern: string): ValidationError {
  return new ValidationError("CACHE_PATTERN_UNSUPPORTED", {
    problem: "Memcached has no command that names its keys, so none can be found by a pattern",
    received: pattern,
    allowed: "a Redis Cluster",
    fix: "give the entries a tag and invalidate that, or raise the version of their KeySpace",
  });
}
