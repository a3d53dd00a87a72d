import { OperationError } from "../../constructs/core/errors";

/** An entry that was to be counted up holds something else. */
export function counterInvalid(key: string, cause: unknown): OperationError {
  return new OperationError(
    "CACHE_COUNTER_INVALID",
    {
      problem: "the entry is no whole number, so that nothing can be added to it",
      received: key,
      fix: "count under a key of its own, or delete the entry",
    },
    undefined,
    { cause },
  );
}
