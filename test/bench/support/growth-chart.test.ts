import { growthChart, niceStep } from "../../../bench/support/growth-chart";

test.each([
  [1, 1],
  [1.1, 2],
  [0.21, 0.25],
  [26, 50],
  [51, 100],
  [0.0002, 0.0002],
])("axes that need at least %d for each step get %d", (least, step) => {
  expect(niceStep(least)).toBeCloseTo(step, 10);
});

test("both curves start at 0 and span the plot", () => {
  const chart = growthChart({
    of: "host",
    points: [
      { shards: 0, milliseconds: 0, peakMiB: 0 },
      { shards: 125, milliseconds: 400, peakMiB: 80 },
      { shards: 250, milliseconds: 800, peakMiB: 160 },
    ],
  });
  // Steps of 0.2 s and 50 MiB: the highest line stands for 0.8 s and 200 MiB.
  expect(chart).toContain('<polyline class="time" points="60,250 320,150 580,50"/>');
  expect(chart).toContain('<polyline class="memory" points="60,250 320,170 580,90"/>');
  expect(chart).toContain(">0.8 s</text>");
  expect(chart).toContain(">200 MiB</text>");
  expect(chart).toContain("prefers-color-scheme: dark");
});
