import { CachefortError } from "../../constructs/core/errors";

/** The coded error that an action throws; fails the test when it throws none. */
export function codedError(action: () => unknown): CachefortError {
  try {
    action();
  } catch (error) {
    if (CachefortError.is(error)) return error;
    throw error;
  }
  throw new Error("the action threw no error");
}
