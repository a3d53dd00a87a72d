import type { BenchResult } from "./result";

type Growth = NonNullable<BenchResult["growth"]>;
type GrowthPoint = Growth["points"][number];

const WIDTH = 640;
const HEIGHT = 300;
const PLOT = { left: 60, right: 580, top: 50, bottom: 250 } as const;
/** Lines across the plot above the lowest. */
const STEPS = 4;

/** One curve: what it shows, its unit, its class in the drawing and the axis that it is read on. */
interface Curve {
  readonly name: string;
  readonly unit: string;
  readonly style: string;
  readonly value: (point: GrowthPoint) => number;
  readonly axis: { readonly x: number; readonly anchor: "start" | "end" };
}

const CURVES: readonly Curve[] = [
  {
    name: "time, fastest run",
    unit: "s",
    style: "time",
    value: ({ milliseconds }) => milliseconds / 1000,
    axis: { x: PLOT.left - 8, anchor: "end" },
  },
  {
    name: "peak memory, least run",
    unit: "MiB",
    style: "memory",
    value: ({ peakMiB }) => peakMiB,
    axis: { x: PLOT.right + 8, anchor: "start" },
  },
];

/**
 * A drawing of a synth's time and memory by the number of shards, both from 0; its colours are
 * readable on light and on dark pages.
 */
export function growthChart({ of, points }: Growth): string {
  const largest = Math.max(...points.map(({ shards }) => shards));
  const x = (shards: number): number =>
    round(PLOT.left + (shards / largest) * (PLOT.right - PLOT.left));
  const names = points.map(
    ({ shards }) =>
      `<text x="${x(shards)}" y="${PLOT.bottom + 20}" text-anchor="middle">${shards}</text>`,
  );
  const middle = (PLOT.left + PLOT.right) / 2;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="title">`,
    `  <title id="title">Synth of target ${of} by number of shards: time and peak memory</title>`,
    "  <style>",
    "    text { font: 12px sans-serif; fill: #57606a; }",
    "    .grid { stroke: #8c959f; stroke-opacity: 0.35; }",
    "    .time { stroke: #0969da; } .memory { stroke: #bc4c00; stroke-dasharray: 6 4; }",
    "    polyline { fill: none; stroke-width: 2; }",
    "    @media (prefers-color-scheme: dark) {",
    "      text { fill: #9198a1; } .time { stroke: #4493f8; } .memory { stroke: #f0883e; }",
    "    }",
    "  </style>",
    ...CURVES.flatMap((curve, index) => drawCurve(curve, index, points, x)),
    ...names.map((name) => `  ${name}`),
    `  <text x="${middle}" y="${PLOT.bottom + 42}" text-anchor="middle">shards, each with one replica</text>`,
    "</svg>",
    "",
  ].join("\n");
}

function drawCurve(
  { axis, name, style, unit, value }: Curve,
  index: number,
  points: readonly GrowthPoint[],
  x: (shards: number) => number,
): string[] {
  const step = niceStep(Math.max(...points.map(value)) / STEPS);
  const y = (amount: number): number =>
    round(PLOT.bottom - (amount / (step * STEPS)) * (PLOT.bottom - PLOT.top));
  const ticks = Array.from({ length: STEPS + 1 }, (_, tick) => tick * step);
  const line = points.map((point) => `${x(point.shards)},${y(value(point))}`).join(" ");
  const legend = { x: PLOT.left + index * 200, y: 22 };
  return [
    ...(index > 0
      ? []
      : ticks.map(
          (tick) =>
            `<line class="grid" x1="${PLOT.left}" x2="${PLOT.right}" y1="${y(tick)}" y2="${y(tick)}"/>`,
        )),
    ...ticks.map(
      (tick) =>
        `<text x="${axis.x}" y="${y(tick) + 4}" text-anchor="${axis.anchor}">${round(tick)} ${unit}</text>`,
    ),
    `<polyline class="${style}" points="${line}"/>`,
    `<polyline class="${style}" points="${legend.x},${legend.y} ${legend.x + 30},${legend.y}"/>`,
    `<text x="${legend.x + 38}" y="${legend.y + 4}">${name}</text>`,
  ].map((element) => `  ${element}`);
}

/** The smallest of 1, 2, 2.5 and 5 times a power of ten that is not less. */
export function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  // 2 × 0.0001 is a little less than 0.0002 for a computer.
  const factor = [1, 2, 2.5, 5].find((one) => one * power >= least * (1 - 1e-9)) ?? 10;
  return factor * power;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
