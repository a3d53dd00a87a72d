import { ValidationError } from "../../constructs/core/errors";

/** The error for a text that is larger than something allows. @param allowed what it may be at most */
export function valueTooLarge(text: string, allowed: string, cause?: unknown): ValidationError {
  return new ValidationError(
    "CACHE_VALUE_TOO_LARGE",
    {
      problem: `the value is ${Buffer.byteLength(text)} bytes of JSON`,
      allowed: `at most ${allowed}`,
      fix: "store less of it, or its parts under keys of their own",
    },
    undefined,
    cause === undefined ? undefined : { cause },
  );
}
