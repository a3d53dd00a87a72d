import fc from "fast-check";
import {
  crc16,
  hashTag,
  holdsSlot,
  parseSlotRange,
  SLOT_COUNT,
  slotOf,
  slotRanges,
  slotsIn,
} from "../../../constructs/redis/slots";
import vectors from "../../data/keyslots.json";

test("crc16 of the specification's own vector", () => {
  // Redis Cluster specification, appendix A: "123456789" gives 0x31C3.
  expect(crc16(Buffer.from("123456789"))).toBe(0x31c3);
});

describe("agrees with CLUSTER KEYSLOT of a running server on every key", () => {
  const slots = vectors.slots as [string, number][];
  test.each(slots.map(([key, slot]) => [key.slice(0, 40), key.length, key, slot] as const))(
    "%j of %i characters",
    (_start, _length, key, slot) => {
      expect(slotOf(key)).toBe(slot);
    },
  );
});

test.each([
  ["{user1000}.following", "user1000"],
  ["foo{}{bar}", "foo{}{bar}"],
  ["foo{{bar}}zap", "{bar"],
  ["foo{bar}{zap}", "bar"],
  ["foo{bar", "foo{bar"],
  ["foo}bar{", "foo}bar{"],
  ["}{", "}{"],
  ["}{a}", "a"],
  ["{a}}", "a"],
])("hash tag of %j is %j", (key, tag) => {
  expect(hashTag(key)).toBe(tag);
});

test("every key has a slot, and its tag alone decides", () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ minLength: 1 }), (rest, tag) => {
      fc.pre(!tag.includes("}") && !rest.includes("{"));
      const slot = slotOf(`${rest}{${tag}}${rest}`);
      expect(slot).toBeGreaterThanOrEqual(0);
      expect(slot).toBeLessThan(SLOT_COUNT);
      expect(slot).toBe(crc16(Buffer.from(tag)) % SLOT_COUNT);
    }),
  );
});

test("ranges are contiguous, whole, and differ by at most one slot", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), (shards) => {
      const ranges = slotRanges(shards);
      expect(ranges).toHaveLength(shards);
      expect(ranges[0]?.first).toBe(0);
      expect(ranges.at(-1)?.last).toBe(SLOT_COUNT - 1);
      for (let shard = 1; shard < shards; shard++) {
        expect(ranges[shard]?.first).toBe((ranges[shard - 1]?.last ?? 0) + 1);
      }
      const sizes = ranges.map(slotsIn);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }),
  );
});

test.each([
  ["0-5460", { first: 0, last: 5460 }],
  ["5461", { first: 5461, last: 5461 }],
])("the engine's run %s", (text, range) => {
  expect(parseSlotRange(text)).toEqual(range);
  expect([range.first, range.last].every((slot) => holdsSlot(range, slot))).toBe(true);
  expect([range.first - 1, range.last + 1].some((slot) => holdsSlot(range, slot))).toBe(false);
});
