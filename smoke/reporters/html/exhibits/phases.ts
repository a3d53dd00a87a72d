import type { PhasesExhibit } from "../../../exhibit";
import { drawing, exhibitFigure, timeAxis } from "../drawing";
import { type Markup, svg } from "../markup";
import { msText } from "../quantity";
import { bar, boundMark, drawRows, ROW, ticksUpTo } from "../rows";
import { percent } from "../scale";

type Phase = PhasesExhibit["phases"][number];

/** Beyond the last value, so that its mark is seen whole. */
const MARGIN = 1.04;
const AXIS = 20;

/** A timeline from the event on: each phase from the one before it, with its bound drawn in. */
export function drawPhases({ phases, since }: PhasesExhibit): Markup {
  const ends = phases.flatMap(({ boundMs = 0, ms = 0 }) => [boundMs, ms]);
  const most = Math.max(1, ...ends) * MARGIN;
  const rows = phases.map((phase, index) => ({
    name: phase.name,
    measured: measuredText(phase),
    state: isLate(phase) ? ("bad" as const) : ("good" as const),
    picture: drawPhase(phase, startOf(phases, index), (ms) => percent(ms, 0, most)),
  }));
  return exhibitFigure(`Phases since ${since}`, [
    drawRows(rows, ticksUpTo(most)),
    drawing("Time since then", AXIS, timeAxis(0, most, 0, 0)),
  ]);
}

/** The phase reached last before this one. */
function startOf(phases: readonly Phase[], index: number): number {
  const own = phases[index]?.ms ?? Number.POSITIVE_INFINITY;
  const before = phases.slice(0, index).flatMap(({ ms = own }) => (ms <= own ? [ms] : []));
  return Math.max(0, ...before.filter(Number.isFinite));
}

function drawPhase(phase: Phase, from: number, at: (ms: number) => string): Markup[] {
  const { boundMs, ms } = phase;
  const middle = ROW.height / 2;
  const never = svg`<line class="never" x1="${at(from)}" x2="100%" y1="${middle}" y2="${middle}"/>`;
  const reached = (end: number): Markup =>
    svg`<line class="waited" x1="0" x2="${at(from)}" y1="${middle}" y2="${middle}"/>${bar(isLate(phase) ? "bar bad" : "bar good", at(from), at(end))}`;
  return [
    ...(boundMs === undefined ? [] : [bar("track", "0%", at(boundMs))]),
    ms === undefined ? never : reached(ms),
    ...(boundMs === undefined ? [] : [boundMark(at(boundMs))]),
  ];
}

function isLate({ boundMs, ms }: Phase): boolean {
  return boundMs !== undefined && (ms === undefined || ms > boundMs);
}

function measuredText(phase: Phase): string {
  const { boundMs, ms } = phase;
  const reached = ms === undefined ? "never" : msText(ms);
  if (boundMs === undefined) return reached;
  return `${isLate(phase) ? "✗ " : ""}${reached} of at most ${msText(boundMs)}`;
}
