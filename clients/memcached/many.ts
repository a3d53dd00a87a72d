import { OperationError } from "../../constructs/core/errors";
import { CommandRefusal } from "./failures";
import type { NodeConnection } from "./node-connection";
import { Opcode } from "./protocol/opcode";
import { Request } from "./protocol/request";
import { Status } from "./status";

/** Keys that a node is asked for at a time. */
const KEYS_AT_A_TIME = 500;

/** Some keys of a call with many could not be asked for. */
export class MemcachedBatchError extends OperationError {
  /**
   * @param values what was found of the others, by key
   * @param failures why, by key
   */
  constructor(
    readonly values: ReadonlyMap<string, string>,
    readonly failures: ReadonlyMap<string, Error>,
  ) {
    const [first] = failures;
    super("MEMCACHED_BATCH_FAILED", {
      problem: `${failures.size} keys could not be asked for; the first of them: ${first?.[1].message}`,
      received: first?.[0],
      fix: "see `failures` of the error for each, and `values` for what the other nodes have",
    });
  }
}

/**
 * Asks one node for keys, by gets that only answer what is there, and a NOOP that ends them. When some cannot be
 * asked for, those that follow are not: a node that does not answer costs one time-out.
 */
export async function getFromNode(
  connection: NodeConnection,
  keys: readonly string[],
  values: Map<string, string>,
  failures: Map<string, Error>,
): Promise<void> {
  for (let from = 0; from < keys.length; from += KEYS_AT_A_TIME) {
    const some = keys.slice(from, from + KEYS_AT_A_TIME);
    try {
      await getSome(connection, some, values, failures);
    } catch (error) {
      for (const key of keys.slice(from)) failures.set(key, error as Error);
      return;
    }
  }
}

async function getSome(
  connection: NodeConnection,
  keys: readonly string[],
  values: Map<string, string>,
  failures: Map<string, Error>,
): Promise<void> {
  const gets = keys.map((key) => new Request(Opcode.getQuietly, key));
  const found = new Map<string, string>();
  await connection.askAll("get", [...gets, new Request(Opcode.noop)], (answer, index) => {
    const key = keys[index];
    if (key === undefined) return true;
    if (answer.status === Status.ok) found.set(key, answer.value);
    else failures.set(key, new CommandRefusal(connection.server, "get", answer.status));
    return undefined;
  });
  for (const [key, value] of found) values.set(key, value);
}
