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

/** The coded error that a promise is rejected with; fails the test when it is not. */
export async function rejection(promise: Promise<unknown>): Promise<CachefortError> {
  try {
    await promise;
  } catch (error) {
    if (CachefortError.is(error)) return error;
    throw error;
  }
  throw new Error("the promise was not rejected");
}
