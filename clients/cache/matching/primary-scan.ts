import { setTimeout as sleep } from "node:timers/promises";
import type { Redis } from "ioredis";
import {
  migrationTargets,
  parseClusterNodes,
  selfLine,
} from "../../../constructs/redis/cluster-nodes";
import { parseSlotRange, type SlotRange } from "../../../constructs/redis/slots";

/** Steps of a second: the pauses between them leave a primary to its other clients. */
const STEPS_PER_SECOND = 100;
/** A step this large holds a server for less than a millisecond. */
const MAX_STEP_KEYS = 1000;

/** What a primary says of itself. */
export interface PrimaryView {
  readonly id: string;
  readonly slots: readonly SlotRange[];
  /** Ids of the nodes to which it is moving slots. */
  readonly targets: readonly string[];
}

/** @throws Error when it does not answer, or does not know itself */
export async function viewOf(primary: Redis): Promise<PrimaryView> {
  const text = String(await primary.call("CLUSTER", "NODES"));
  const line = selfLine(parseClusterNodes(text));
  if (line === undefined) throw new Error("the node does not name itself");
  return { id: line.id, slots: line.slots.map(parseSlotRange), targets: migrationTargets(text) };
}

/** Looks through the keys of one primary, step by step. */
export async function scanPrimary(
  primary: Redis,
  pattern: string,
  options: { readonly keysPerSecond: number; readonly signal?: AbortSignal },
  onKeys: (keys: readonly Buffer[]) => Promise<void>,
): Promise<void> {
  const { keysPerSecond, signal } = options;
  const step = Math.min(MAX_STEP_KEYS, Math.ceil(keysPerSecond / STEPS_PER_SECOND));
  const stepMs = (step / keysPerSecond) * 1000;
  let cursor = "0";
  do {
    signal?.throwIfAborted();
    const begunAt = performance.now();
    const [next, keys] = await primary.scanBuffer(cursor, "MATCH", pattern, "COUNT", step);
    cursor = next.toString();
    await onKeys(keys);
    const pauseMs = begunAt + stepMs - performance.now();
    if (cursor !== "0" && pauseMs > 0) await sleep(pauseMs, undefined, { signal });
  } while (cursor !== "0");
}
