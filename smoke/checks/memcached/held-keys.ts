import { setTimeout as sleep } from "node:timers/promises";
import type { MemcachedClient } from "../../../clients/memcached/client";
import { CachefortError } from "../../../constructs/core/errors";
import type { MemcachedManifest, MemcachedManifestNode } from "../../../constructs/core/manifest";
import { ringServerOf } from "../../../constructs/memcached/ring";
import { type CheckContext, CheckFailure, type Evidence } from "../../check";
import { isNodeFailure } from "../judge";
import { inBatches } from "../in-batches";

const BACK_BY_MS = 10_000;
const POLL_MS = 50;

/** What to look at first when a node that was stopped is not what it should be. */
export const NODE_HINT =
  "see the log of the stopped node, and whether every address leads to its own server";

/**
 * Reads keys that have themselves as their values.
 *
 * @throws CheckFailure when a key is missing or refused
 */
export async function expectKept(
  { signal }: Pick<CheckContext, "signal">,
  client: MemcachedClient,
  keys: readonly string[],
  when: string,
): Promise<void> {
  const answers = await inBatches(keys, signal, async (key) => ({
    key,
    answer: await outcome(() => client.get(key)),
  }));
  const wrong = answers.filter(({ key, answer }) => answer !== key);
  if (wrong.length === 0) return;
  throw nodeFailure(
    `${keys.length} keys answered ${when}`,
    `${wrong.length} not, such as ${wrong[0]?.key}: ${wrong[0]?.answer ?? "a miss"}`,
  );
}

/**
 * Starts a node, if it does not run, and waits until it answers.
 *
 * @throws CheckFailure when it does not
 */
export async function startAgain(
  { driver, progress, signal }: CheckContext<MemcachedManifest>,
  client: MemcachedClient,
  node: MemcachedManifestNode,
): Promise<void> {
  const { service } = driver;
  // As an undo it has to run after an interruption too; what a service starts needs no undo.
  await driver.start(node.ref, service === undefined ? {} : { signal, progress });
  const backByMs = service?.foundAgainMs ?? BACK_BY_MS;
  const deadline = performance.now() + backByMs;
  const version = (): Promise<string> => client.version(ringServerOf(node));
  for (let code = await codeOf(version); code !== undefined; code = await codeOf(version)) {
    if (performance.now() >= deadline) {
      throw nodeFailure(`node ${node.id} answers within ${backByMs} ms of its start`, code);
    }
    await sleep(POLL_MS, undefined, service === undefined ? {} : { signal });
  }
}

/** Code that work is refused with, or `undefined`. */
export async function codeOf(work: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (CachefortError.is(error)) return error.code;
    throw error;
  }
}

export function nodeFailure(expected: string, measured: string): CheckFailure {
  const evidence: Evidence = { expected, measured };
  return new CheckFailure(evidence, NODE_HINT);
}

async function outcome(work: () => Promise<string | undefined>): Promise<string | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isNodeFailure(error)) return error.message;
    throw error;
  }
}
