import fc from "fast-check";
import {
  crc16,
  hashTag,
  SLOT_COUNT,
  slotOf,
  slotRanges,
  slotsIn,
} from "../../../constructs/redis/slots";

test("crc16 of the specification's own vector", () => {
  // Redis Cluster specification, appendix A: "123456789" gives 0x31C3.
  expect(crc16(Buffer.from("123456789"))).toBe(0x31c3);
});

test.each([
  // Answers of CLUSTER KEYSLOT of a running server.
  ["foo", 12182],
  ["bar", 5061],
  ["hello", 866],
  ["", 0],
  ["session:a", 15913],
  ["session:b", 3658],
])("slot of %j is %i", (key, slot) => {
  expect(slotOf(key)).toBe(slot);
});

test.each([
  ["{user1000}.following", "user1000"],
  ["foo{}{bar}", "foo{}{bar}"],
  ["foo{{bar}}zap", "{bar"],
  ["foo{bar}{zap}", "bar"],
  ["foo{bar", "foo{bar"],
  ["foo}bar{", "foo}bar{"],
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
