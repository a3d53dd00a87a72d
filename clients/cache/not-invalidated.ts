import { OperationError } from "../../constructs/core/errors";

/** A change was made, and a cache could not be told. */
export function notInvalidated(
  what: string,
  longestSeconds: number,
  cause: unknown,
): OperationError {
  return new OperationError(
    "CACHE_NOT_INVALIDATED",
    {
      problem: `the cache was not told of a change: ${(cause as Error).message}`,
      received: what,
      fix: `call invalidate again; until then an entry may be old for up to ${longestSeconds} s`,
    },
    undefined,
    { cause },
  );
}
