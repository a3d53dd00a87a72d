import { OperationError } from "../../constructs/core/errors";

/** Some keys of a call with many failed. */
export class CacheBatchError extends OperationError {
  /** @param failures why, by key */
  constructor(
    what: string,
    total: number,
    readonly failures: ReadonlyMap<string, Error>,
  ) {
    const [first] = failures;
    super("CACHE_BATCH_FAILED", {
      problem: `${failures.size} of ${total} keys were not ${what}; the first of them: ${first?.[1].message}`,
      received: first?.[0],
      fix: "see `failures` of the error for each; what was not named has succeeded",
    });
  }
}
