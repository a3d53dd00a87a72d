import fc from "fast-check";
import type { WriteAttempt, WriteOutcome } from "../../../smoke/workload/attempt";
import { gapsByShard, longestGap } from "../../../smoke/workload/availability";

const span = { from: 1000, to: 2000 };

function ended(at: number, outcome: WriteOutcome = "acknowledged", key = "k"): WriteAttempt {
  return { key, value: `${key}${at}`, startedAt: at - 5, endedAt: at, outcome };
}

describe("longestGap", () => {
  test.each<[string, WriteAttempt[], { from: number; to: number; ms: number }]>([
    ["the whole span without a write", [], { from: 1000, to: 2000, ms: 1000 }],
    ["between two writes", [ended(1100), ended(1700)], { from: 1100, to: 1700, ms: 600 }],
    ["before the first write", [ended(1800)], { from: 1000, to: 1800, ms: 800 }],
    ["after the last write", [ended(1100)], { from: 1100, to: 2000, ms: 900 }],
    ["in whatever order writes end", [ended(1700), ended(1100)], { from: 1100, to: 1700, ms: 600 }],
    [
      "over writes that were not acknowledged",
      [ended(1100), ended(1400, "unknown"), ended(1500, "failed"), ended(1700)],
      { from: 1100, to: 1700, ms: 600 },
    ],
    ["not before the span", [ended(500), ended(1500)], { from: 1000, to: 1500, ms: 500 }],
    [
      "as long as the last write tells, also after the span",
      [ended(1500), ended(2700)],
      { from: 1500, to: 2700, ms: 1200 },
    ],
  ])("is %s", (_title, attempts, gap) => {
    expect(longestGap(attempts, span)).toEqual(gap);
  });

  test("has no acknowledged write in it, and no other gap is longer", () => {
    const times = fc.array(fc.integer({ min: 1001, max: 1999 }), { maxLength: 30 });
    fc.assert(
      fc.property(times, (moments) => {
        const gap = longestGap(
          moments.map((at) => ended(at)),
          span,
        );
        expect(moments.filter((at) => gap.from < at && at < gap.to)).toEqual([]);
        for (const at of [span.from, ...moments]) {
          const next = Math.min(span.to, ...moments.filter((other) => other > at));
          expect(next - at).toBeLessThanOrEqual(gap.ms);
        }
      }),
    );
  });
});

test("each shard has its own gap; one that got no write was never available", () => {
  const attempts = [ended(1100, "acknowledged", "a"), ended(1500, "acknowledged", "b")];
  const shardOf = (key: string): number => (key === "a" ? 0 : 1);
  expect(gapsByShard(attempts, shardOf, 3, span).map(({ ms }) => ms)).toEqual([900, 500, 1000]);
});
