/** Number of hash slots of every Redis Cluster. */
export const SLOT_COUNT = 16384;

/** A run of slots, both ends included. */
export interface SlotRange {
  readonly first: number;
  readonly last: number;
}

const CRC16_TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit++) {
    crc = (crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ 0x1021;
  }
  return crc & 0xffff;
});

/** CRC16 of XMODEM (polynomial 0x1021, start 0), as the Redis Cluster specification names it. */
export function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc = ((crc << 8) & 0xffff) ^ (CRC16_TABLE[(crc >> 8) ^ byte] ?? 0);
  }
  return crc;
}

/**
 * The part of a key that decides its slot: what stands between the first `{` and the next `}`,
 * unless that is empty; else the whole key.
 */
export function hashTag(key: string): string {
  const open = key.indexOf("{");
  if (open === -1) return key;
  const close = key.indexOf("}", open + 1);
  return close === -1 || close === open + 1 ? key : key.slice(open + 1, close);
}

/** Slot of a key, 0 to 16383. */
export function slotOf(key: string): number {
  return crc16(Buffer.from(hashTag(key))) % SLOT_COUNT;
}

/** Contiguous slots of each shard, in shard order; sizes differ by at most one. */
export function slotRanges(shards: number): SlotRange[] {
  return Array.from({ length: shards }, (_, shard) => ({
    first: Math.floor((shard * SLOT_COUNT) / shards),
    last: Math.floor(((shard + 1) * SLOT_COUNT) / shards) - 1,
  }));
}

/** A run of slots as the engine prints it: `0-5460`, or `5461` alone. */
export function parseSlotRange(text: string): SlotRange {
  const [first = NaN, last = first] = text.split("-").map(Number);
  return { first, last };
}

/** Whether a slot lies in a range. */
export function holdsSlot({ first, last }: SlotRange, slot: number): boolean {
  return first <= slot && slot <= last;
}

/** Number of slots in a range. */
export function slotsIn(range: SlotRange): number {
  return range.last - range.first + 1;
}
