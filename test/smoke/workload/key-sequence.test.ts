import { slotOf } from "../../../constructs/redis/slots";
import { KeySequence } from "../../../smoke/workload/key-sequence";

const thirds = (slot: number): number => Math.floor(slot / 5462);

function keys(props: { client?: number; shardUnderTest?: number; count?: number }): string[] {
  const { client = 0, shardUnderTest = 1, count = 600 } = props;
  const sequence = new KeySequence({ runId: "run", client, shardOfSlot: thirds, shardUnderTest });
  return Array.from({ length: count }, () => sequence.next());
}

describe("KeySequence", () => {
  test("names the run, the client and a number that only grows", () => {
    const numbers = keys({ client: 3 }).map((key) => {
      expect(key).toMatch(/^cf-smoke:run:w3:\d+$/);
      return Number(key.split(":")[3]);
    });
    numbers.reduce((before, number) => {
      expect(number).toBeGreaterThan(before);
      return number;
    });
  });

  test("gives every second key to the shard under test, and reaches all others", () => {
    const shards = keys({ shardUnderTest: 2 }).map((key) => thirds(slotOf(key)));
    expect(shards.filter((_, index) => index % 2 === 0)).toEqual(new Array(300).fill(2));
    expect(new Set(shards)).toEqual(new Set([0, 1, 2]));
  });

  test("leaves no number out when no shard is under test", () => {
    const sequence = new KeySequence({ runId: "run", client: 0, shardOfSlot: thirds });
    const keys = Array.from({ length: 50 }, () => sequence.next());
    expect(keys).toEqual(keys.map((_, number) => `cf-smoke:run:w0:${number}`));
  });

  test("finds keys of a shard that owns one slot", () => {
    const shardOfSlot = (slot: number): number => (slot === 7 ? 1 : 0);
    const sequence = new KeySequence({ runId: "run", client: 0, shardOfSlot, shardUnderTest: 1 });
    expect(slotOf(sequence.next())).toBe(7);
  });

  test("aims at another shard when it is told, and counts on", () => {
    const sequence = new KeySequence({
      runId: "run",
      client: 0,
      shardOfSlot: thirds,
      shardUnderTest: 1,
    });
    const before = Array.from({ length: 40 }, () => sequence.next());
    sequence.aimAt(2);
    const after = Array.from({ length: 40 }, () => sequence.next());
    const aimed = after.filter((key) => thirds(slotOf(key)) === 2).length;
    expect(aimed).toBeGreaterThanOrEqual(20);
    expect(new Set([...before, ...after]).size).toBe(80);
    expect(() => sequence.aimAt(3)).toThrow(new RangeError("shard 3 owns no slot"));
  });

  test("writes the same keys again when it is told their number", () => {
    const sequence = new KeySequence({ runId: "run", client: 0, shardOfSlot: thirds, keys: 3 });
    const numbers = Array.from({ length: 7 }, () => Number(sequence.next().split(":")[3]));
    expect(numbers).toEqual([0, 1, 2, 0, 1, 2, 0]);
    expect(() => sequence.aimAt(1)).toThrow(RangeError);
  });

  test("refuses a shard without slots instead of searching for ever", () => {
    expect(() => keys({ shardUnderTest: 3 })).toThrow(new RangeError("shard 3 owns no slot"));
  });
});
