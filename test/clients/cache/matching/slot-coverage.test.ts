import fc from "fast-check";
import { SlotCoverage } from "../../../../clients/cache/matching/slot-coverage";
import { slotRanges } from "../../../../constructs/redis/slots";

const shards = slotRanges(3);
const [first, second, third] = shards.map((range) => [range]);

function covered(): SlotCoverage {
  const coverage = new SlotCoverage();
  for (const [index, range] of shards.entries()) coverage.add(`node ${index}`, [range], [range]);
  return coverage;
}

test("is whole when every slot's owner was looked through", () => {
  const coverage = new SlotCoverage();
  for (const ranges of [first, second, third]) {
    expect(coverage.isWhole).toBe(false);
    expect(coverage.lacks(ranges ?? [])).toBe(true);
    coverage.add("node", ranges ?? [], ranges ?? []);
    expect(coverage.lacks(ranges ?? [])).toBe(false);
  }
  expect(coverage.isWhole).toBe(true);
});

test("slots that a node got or gave away meanwhile are left", () => {
  const coverage = new SlotCoverage();
  coverage.add("node", [{ first: 0, last: 9 }], [{ first: 5, last: 16383 }]);
  expect(coverage.lacks([{ first: 5, last: 9 }])).toBe(false);
  expect(coverage.lacks([{ first: 4, last: 5 }])).toBe(true);
  expect(coverage.lacks([{ first: 9, last: 10 }])).toBe(true);
});

test("a node that owns nothing lacks nothing", () => {
  expect(new SlotCoverage().lacks([])).toBe(false);
});

test("slots are dropped exactly where another node owns them by now", () => {
  const owner = (slot: number): string =>
    `node ${shards.findIndex(({ first: from, last: to }) => from <= slot && slot <= to)}`;
  expect(covered().drop(owner)).toBe(false);
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(16383), { minLength: 1, maxLength: 50 }), (moved) => {
      const coverage = covered();
      expect(coverage.drop((slot) => (moved.includes(slot) ? "another" : owner(slot)))).toBe(true);
      expect(coverage.isWhole).toBe(false);
      for (const slot of moved) expect(coverage.lacks([{ first: slot, last: slot }])).toBe(true);
      const kept = Array.from({ length: 100 }, (_, slot) => slot).filter(
        (slot) => !moved.includes(slot),
      );
      for (const slot of kept) expect(coverage.lacks([{ first: slot, last: slot }])).toBe(false);
    }),
    { numRuns: 20 },
  );
});
