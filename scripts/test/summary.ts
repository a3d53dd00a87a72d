import type { Counts, Outcome } from "./level";

/** One line per level, then the counts alone on the last line. */
export function summaryOf(outcomes: readonly Outcome[]): string {
  const width = Math.max(...outcomes.map(({ name }) => name.length));
  const lines = outcomes.map((outcome) => lineOf(outcome, width));
  return [...lines, countLine(totalOf(outcomes)), ""].join("\n");
}

/** Sum over all levels. */
export function totalOf(outcomes: readonly Outcome[]): Counts {
  const sum = (of: keyof Counts): number =>
    outcomes.reduce((total, { counts }) => total + counts[of], 0);
  return { passed: sum("passed"), failed: sum("failed"), skipped: sum("skipped") };
}

function lineOf(outcome: Outcome, width: number): string {
  const { name, status, counts, reason, milliseconds } = outcome;
  const seconds = `${(milliseconds / 1000).toFixed(1)} s`;
  const told = reason ?? `${counts.passed} passed, ${counts.failed} failed`;
  return `${status.padEnd(7)}  ${name.padEnd(width)}  ${seconds.padStart(7)}  ${told}`;
}

function countLine({ passed, failed, skipped }: Counts): string {
  const counted = `${passed} passed, ${failed} failed`;
  return skipped === 0 ? counted : `${counted}, ${skipped} skipped`;
}
