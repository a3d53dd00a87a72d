import { slotOf } from "../../../../constructs/redis/slots";
import type { KeyRoom } from "./key-room";
import { DOOMED, KEPT } from "./sweepers";

/** Of each shard. */
const DOOMED_KEYS = 100;
const KEPT_KEYS = 20;
const MOST_TRIES = 1_000_000;

/** Keys on every shard: those that a pattern names, and others. */
export interface SweptKeys {
  readonly pattern: string;
  readonly doomed: readonly string[];
  readonly kept: readonly string[];
}

/** @throws RangeError when a shard owns next to no slot */
export function sweptKeys(
  room: KeyRoom,
  shards: number,
  shardOfSlot: (slot: number) => number,
): SweptKeys {
  const keysOf = (group: string, perShard: number): string[] =>
    onEachShard((number) => room.key(group, number), perShard, shards, shardOfSlot);
  return {
    pattern: room.patternOf(DOOMED),
    doomed: keysOf(DOOMED, DOOMED_KEYS),
    kept: keysOf(KEPT, KEPT_KEYS),
  };
}

function onEachShard(
  key: (number: number) => string,
  perShard: number,
  shards: number,
  shardOfSlot: (slot: number) => number,
): string[] {
  const left = new Array<number>(shards).fill(perShard);
  const keys: string[] = [];
  for (let number = 0; number < MOST_TRIES; number += 1) {
    if (keys.length === shards * perShard) return keys;
    const candidate = key(number);
    const shard = shardOfSlot(slotOf(candidate));
    if (left[shard] === undefined || left[shard] === 0) continue;
    left[shard] -= 1;
    keys.push(candidate);
  }
  throw new RangeError(`${keys.length} of ${shards * perShard} keys found a shard with room`);
}
