import type { LoadExhibit, LoadPoint } from "../../../exhibit";
import { drawing, exhibitFigure, timeAxis } from "../drawing";
import { html, type Markup, svg } from "../markup";
import { countText, msText } from "../quantity";
import { decades, percent } from "../scale";

const LATENCY = { top: 22, height: 150 };
const WRITES = { top: 206, height: 64 };
const BOTTOM = WRITES.top + WRITES.height;
const HEIGHT = BOTTOM + 24;
/** Width of the space in which lines are drawn before they are stretched. */
const UNITS = 1000;
/** The number of a window stands in it when it covers this share of the time. */
const NUMBERED_SHARE = 0.06;
/** What no write can be faster than, on a scale that has no zero: a tenth of a millisecond. */
const LEAST_MS = 0.1;

/** Times of the picture, both ends on the clock of the load. */
interface Frame {
  readonly from: number;
  readonly to: number;
}

/** Latency and outcome of the writes over time, with the times in which a fault stood. */
export function drawLoad(load: LoadExhibit): Markup {
  const { faults, points, stepMs } = load;
  const times = [
    ...points.map(({ atMs }) => atMs),
    ...faults.flatMap(({ fromMs, toMs }) => [fromMs, toMs]),
  ];
  const frame = { from: Math.min(0, ...times), to: Math.max(stepMs, ...times) + stepMs };
  return exhibitFigure(`${capital(subjectOf(load))} over time`, [
    drawing(
      tell(load),
      HEIGHT,
      [
        ...faults.map((fault, index) => drawFault(fault, index, frame)),
        ...timeAxis(frame.from, frame.to, LATENCY.top, BOTTOM),
        ...drawLatency(points, stepMs, frame),
        ...drawOutcomes(points, stepMs, frame),
      ],
      "with-axis",
    ),
    drawLegend(load),
  ]);
}

function drawFault(
  { fromMs, toMs }: LoadExhibit["faults"][number],
  index: number,
  frame: Frame,
): Markup {
  const x = percent(fromMs, frame.from, frame.to);
  const width = percent(toMs - fromMs, 0, frame.to - frame.from);
  const middle = percent((fromMs + toMs) / 2, frame.from, frame.to);
  const isWide = (toMs - fromMs) / (frame.to - frame.from) >= NUMBERED_SHARE;
  return svg`<rect class="fault" x="${x}" y="${LATENCY.top}" width="${width}" height="${BOTTOM - LATENCY.top}"/>${isWide ? svg`<text class="label strong" x="${middle}" y="${LATENCY.top - 8}" text-anchor="middle">${index + 1}</text>` : undefined}`;
}

function drawLatency(points: readonly LoadPoint[], stepMs: number, frame: Frame): Markup[] {
  const known = points.flatMap(({ maxMs, p50Ms }) => [p50Ms ?? [], maxMs ?? []].flat());
  if (known.length === 0) return [];
  const powers = decades(Math.max(LEAST_MS, Math.min(...known)), Math.max(LEAST_MS, ...known));
  const [least = 1] = powers;
  const most = powers.at(-1) ?? 1;
  const share = (ms: number): number =>
    Math.log10(Math.max(ms, least) / least) / Math.log10(most / least);
  const line = (of: (point: LoadPoint) => number | undefined): string =>
    pathOf(points, stepMs, frame, of, (ms) => LATENCY.height * (1 - share(ms)));
  const lines = powers.map((power) => {
    const y = Math.round(LATENCY.top + LATENCY.height * (1 - share(power)));
    const name = power >= 1000 ? `${power / 1000} s` : `${power} ms`;
    return svg`<line class="grid" x1="0" x2="100%" y1="${y}" y2="${y}"/><text class="tick" x="-8" y="${y + 4}" text-anchor="end">${name}</text>`;
  });
  return [
    svg`<svg class="stretched" x="0" y="${LATENCY.top}" width="100%" height="${LATENCY.height}" viewBox="0 0 ${UNITS} ${LATENCY.height}" preserveAspectRatio="none"><path class="line max" d="${line(({ maxMs }) => maxMs)}"/><path class="line p50" d="${line(({ p50Ms }) => p50Ms)}"/></svg>`,
    ...lines,
  ];
}

/** A line that is broken where a step has no value, or is missing. */
function pathOf(
  points: readonly LoadPoint[],
  stepMs: number,
  { from, to }: Frame,
  of: (point: LoadPoint) => number | undefined,
  yOf: (ms: number) => number,
): string {
  const half = (stepMs / 2 / (to - from)) * UNITS;
  let last = Number.NaN;
  return points
    .map((point) => {
      const value = of(point);
      if (value === undefined) return "";
      const x = round(((point.atMs + stepMs / 2 - from) / (to - from)) * UNITS);
      const isNext = point.atMs - last <= stepMs * 1.5;
      last = point.atMs;
      // A line begins where its first step does: a step alone is seen too.
      return `${isNext ? "L" : `M${round(x - half)} ${round(yOf(value))}L`}${x} ${round(yOf(value))}`;
    })
    .join("");
}

function drawOutcomes(points: readonly LoadPoint[], stepMs: number, frame: Frame): Markup[] {
  const totals = points.map(({ acknowledged, failed, unknown }) => acknowledged + failed + unknown);
  const most = Math.max(1, ...totals);
  const width = percent(stepMs, 0, frame.to - frame.from);
  const bars = points.map(({ acknowledged, atMs, failed, unknown }) => {
    const x = percent(atMs, frame.from, frame.to);
    let y = BOTTOM;
    return [
      ["acknowledged", acknowledged] as const,
      ["failed", failed] as const,
      ["unknown", unknown] as const,
    ].map(([kind, count]) => {
      if (count === 0) return svg``;
      const height = round((count / most) * WRITES.height);
      y = round(y - height);
      return svg`<rect class="${kind}" x="${x}" y="${y}" width="${width}" height="${height}"/>`;
    });
  });
  return [
    svg`${bars}`,
    svg`<line class="axis" x1="0" x2="100%" y1="${BOTTOM}" y2="${BOTTOM}"/><line class="grid" x1="0" x2="100%" y1="${WRITES.top}" y2="${WRITES.top}"/><text class="tick" x="-8" y="${WRITES.top + 4}" text-anchor="end">${countText(most)}</text><text class="tick" x="-8" y="${BOTTOM}" text-anchor="end">0</text>`,
  ];
}

function drawLegend(load: LoadExhibit): Markup {
  const { faults, stepMs } = load;
  const windows = faults.map(
    ({ fromMs, toMs, what }) => html`<li>${what}: ${msText(fromMs)} to ${msText(toMs)}</li>`,
  );
  return html`<p class="note">
      Above: how long ${subjectOf(load)} took, by when they began. Below: how many began in each
      ${msText(stepMs)}.
    </p>
    <ul class="legend">
      <li class="key max">slowest</li>
      <li class="key p50">median</li>
      <li class="key acknowledged">acknowledged</li>
      <li class="key failed">failed</li>
      <li class="key unknown">unknown</li>
      <li class="key fault">fault stands</li>
    </ul>
    <ol class="windows">
      ${windows}
    </ol>`;
}

function subjectOf({ subject = "writes" }: LoadExhibit): string {
  return subject;
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function tell(load: LoadExhibit): string {
  const { faults, points } = load;
  const sum = (of: (point: LoadPoint) => number): number =>
    points.reduce((total, point) => total + of(point), 0);
  const slowest = Math.max(0, ...points.map(({ maxMs = 0 }) => maxMs));
  const misses = sum(({ misses: count = 0 }) => count);
  const found = misses === 0 ? "" : ` (${countText(misses)} of them found nothing)`;
  const counts = `${countText(sum(({ acknowledged }) => acknowledged))} acknowledged${found}, ${countText(sum(({ failed }) => failed))} failed, ${countText(sum(({ unknown }) => unknown))} unknown`;
  const windows = faults.map(
    ({ fromMs, toMs, what }) => `${what} from ${msText(fromMs)} to ${msText(toMs)}`,
  );
  return [
    `${capital(subjectOf(load))} over time: ${counts}.`,
    ...(slowest === 0 ? [] : [`The slowest took ${msText(slowest)}.`]),
    ...(windows.length === 0 ? [] : [`${windows.join("; ")}.`]),
  ].join(" ");
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
