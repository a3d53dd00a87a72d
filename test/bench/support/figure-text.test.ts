import { amount, cellsOf } from "../../../bench/support/figure-text";
import type { Figure } from "../../../bench/support/result";

const steady: Figure = {
  what: "forming",
  unit: "ms",
  samples: [2000, 2005, 2010, 2015, 2020],
  baseline: { what: "redis-cli", samples: [7000, 7020, 7050, 7060, 7100] },
  target: { median: 2500, p95: 3500 },
  maxCv: 0.1,
};

test("a steady figure claims its median, its verdict and its ratio", () => {
  expect(cellsOf(steady)).toEqual({
    what: "forming",
    ours: "2.01 s (P95 2.02 s)",
    target: "P50 ≤ 2.50 s, P95 ≤ 3.50 s: met",
    baseline: "7.05 s (P95 7.10 s): redis-cli",
    ratio: "3.51",
    runs: "5",
  });
});

test.each([
  ["median", { median: 2009, p95: 3500 }],
  ["P95", { median: 2500, p95: 2019 }],
])("a %s above its bound is missed", (_, target) => {
  expect(cellsOf({ ...steady, target }).target).toMatch(/: missed$/);
});

test("a series that spreads too much claims nothing, whichever it is", () => {
  const wide = [1000, 1000, 2000, 3000, 3000];
  const own = cellsOf({ ...steady, samples: wide });
  expect(own).toMatchObject({ ours: "no claim: CV 45 %, limit 10 %", target: "–", ratio: "–" });
  const base = cellsOf({ ...steady, baseline: { what: "redis-cli", samples: wide } });
  expect(base).toMatchObject({ ours: "2.01 s (P95 2.02 s)", ratio: "–" });
  expect(base.baseline).toBe("no claim: CV 45 %, limit 10 %: redis-cli");
});

test("fewer than five runs claim nothing, not even where they agree", () => {
  const few = cellsOf({ ...steady, samples: [2000, 2000, 2000, 2000] });
  expect(few).toMatchObject({
    ours: "no claim: 4 of at least 5 runs",
    target: "–",
    ratio: "–",
    runs: "4 / 5",
  });
});

test("writes are counted over all runs, however uneven", () => {
  const writes: Figure = {
    what: "not acknowledged",
    unit: "writes",
    samples: [0, 0],
    of: [1000, 900],
    baseline: { what: "defaults", samples: [0, 250], of: [1000, 900] },
    target: { median: 0 },
    maxCv: 0.1,
  };
  expect(cellsOf(writes)).toMatchObject({
    ours: "0 of 1,900",
    target: "≤ 0: met",
    baseline: "250 of 1,900: defaults",
    ratio: "–",
    runs: "2",
  });
  expect(cellsOf({ ...writes, samples: [0, 1] }).target).toBe("≤ 0: missed");
});

test.each([
  [999.4, "ms", "999 ms"],
  [1000, "ms", "1.00 s"],
  [84.6, "MiB", "85 MiB"],
  [12345, "writes", "12,345"],
] as const)("%d %s is told as %s", (value, unit, text) => {
  expect(amount(value, unit)).toBe(text);
});
