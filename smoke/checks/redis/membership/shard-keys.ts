import { slotOf } from "../../../../constructs/redis/slots";
import type { LiveShard } from "../live-shards";

/**
 * Names that fall into one slot of a shard, by a hash tag.
 *
 * @param prefix with which each begins
 * @param names with which they end
 * @throws RangeError when the shard owns next to no slot
 */
export function keysInShard(
  prefix: string,
  names: readonly string[],
  { number }: Pick<LiveShard, "number">,
  shardOfSlot: (slot: number) => number,
): string[] {
  for (let tag = 0; tag < 1_000_000; tag++) {
    const stem = `${prefix}:{${tag}}:`;
    if (shardOfSlot(slotOf(stem)) === number) return names.map((name) => stem + name);
  }
  throw new RangeError(`no key falls into shard ${number}`);
}
