import { slotOf } from "../../../../../constructs/redis/slots";
import { matchesGlob } from "../../../../../smoke/checks/redis/glob";
import { KeyRoom } from "../../../../../smoke/checks/redis/patterns/key-room";
import { sweptKeys } from "../../../../../smoke/checks/redis/patterns/swept-keys";

const room = KeyRoom.ofRun("1", "matching");
/** The first shard owns a hundredth of the slots. */
const lopsided = (slot: number): number => (slot < 164 ? 0 : 1);

test("every shard has as many keys, whatever it owns; the pattern names those that are doomed", () => {
  const { doomed, kept, pattern } = sweptKeys(room, 2, lopsided);
  const shares = [doomed, kept].map((keys) =>
    [0, 1].map((shard) => keys.filter((key) => lopsided(slotOf(key)) === shard).length),
  );
  expect(shares).toEqual([
    [100, 100],
    [20, 20],
  ]);
  expect(new Set([...doomed, ...kept]).size).toBe(240);
  expect(doomed.every((key) => matchesGlob(pattern, key))).toBe(true);
  expect(kept.some((key) => matchesGlob(pattern, key))).toBe(false);
});

test("a shard that owns no slot of theirs is told", () => {
  expect(() => sweptKeys(room, 2, () => 1)).toThrow(RangeError);
});
