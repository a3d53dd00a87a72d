import { OperationError } from "../../../constructs/core/errors";

/** Bytes that are no answer of the protocol: what follows them on the connection is of no use. */
export function answerInvalid(why: string): OperationError {
  return new OperationError("MEMCACHED_ANSWER_INVALID", {
    problem: `what came is no answer of memcached's binary protocol: ${why}`,
    fix: "see what listens on the port of the node: cachefort smoke",
  });
}
