import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { keepsBounds } from "../../../smoke/figure";
import { type ResourceSample, resourceFigures } from "../../../smoke/soak/resources";
import { ROOT } from "../../support/cachefort";

const MIB = 2 ** 20;

const series = (of: (round: number) => ResourceSample): ResourceSample[] =>
  Array.from({ length: 40 }, (_, round) => of(round));

test.each<[string, (round: number) => ResourceSample, boolean[]]>([
  ["flat", () => ({ heapBytes: 50 * MIB, descriptors: 30 }), [true, true]],
  ["noisy", (n) => ({ heapBytes: (50 + (n % 5)) * MIB, descriptors: 30 + (n % 3) }), [true, true]],
  [
    "one peak",
    (n) => ({ heapBytes: (n === 38 ? 500 : 50) * MIB, descriptors: n === 38 ? 90 : 30 }),
    [true, true],
  ],
  ["heap leaks", (n) => ({ heapBytes: (50 + n) * MIB, descriptors: 30 }), [false, true]],
  [
    "descriptors leak",
    (n) => ({ heapBytes: 50 * MIB, descriptors: 30 + Math.floor(n / 8) }),
    [true, false],
  ],
])("%s", (_, of, holds) => {
  expect(resourceFigures(series(of), 0).map(keepsBounds)).toEqual(holds);
});

test("what the report keeps may grow", () => {
  const samples = series((n) => ({ heapBytes: (50 + n) * MIB }));
  expect(resourceFigures(samples, 0).map(keepsBounds)).toEqual([false]);
  expect(resourceFigures(samples, 20 * MIB).map(keepsBounds)).toEqual([true]);
});

test("a few rounds say nothing", () => {
  expect(resourceFigures(series(() => ({ heapBytes: 1 })).slice(0, 7), 0)).toEqual([]);
});

test("a sample sees what is kept, and not what is garbage", () => {
  const program = join(ROOT, "test/support/heap-samples.ts");
  const text = execFileSync(process.execPath, ["--import", "tsx", program], {
    cwd: ROOT,
    encoding: "utf8",
  });
  const { kept, left, length } = JSON.parse(text) as Record<string, number>;
  expect(length).toBe(200_000);
  expect(kept).toBeGreaterThan(3 * MIB);
  expect(left).toBeLessThan(2 * MIB);
});
