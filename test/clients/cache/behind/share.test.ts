import fc from "fast-check";
import { partitionsToTake, shareOf } from "../../../../clients/cache/behind/share";

test("shares cover all partitions, and no worker may have more than another by more than one share", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 64 }),
      fc.integer({ min: 1, max: 64 }),
      (partitions, workers) => {
        const share = shareOf(partitions, workers);
        expect(share * workers).toBeGreaterThanOrEqual(partitions);
        expect((share - 1) * workers).toBeLessThan(partitions);
      },
    ),
  );
});

test("what is not ours is asked for, each once, from any one on", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 64 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      fc.array(fc.nat(63)),
      (partitions, random, held) => {
        const ours = new Set(held.filter((one) => one < partitions));
        const others = partitionsToTake(partitions, ours, () => random);
        expect(others.some((one) => ours.has(one))).toBe(false);
        expect(new Set([...others, ...ours]).size).toBe(partitions);
        expect(others).toHaveLength(partitions - ours.size);
      },
    ),
  );
});
