import {
  type Comparison,
  differenceText,
  type FigureChange,
  type StatusChange,
} from "../comparison";
import { visible } from "./visible";

const SIGNS: Readonly<Record<StatusChange["verdict"], string>> = {
  worse: "✗",
  better: "✓",
  other: "·",
};

/** What got better and worse, for people. */
export function comparisonText({ figures, statuses }: Comparison, olderRun: string): string {
  const lines = [
    `compared with run ${olderRun}:`,
    ...(statuses.length === 0 ? ["  every check ended as before"] : statuses.map(statusLine)),
    ...figures.map(figureLine),
  ];
  return `${lines.map(visible).join("\n")}\n`;
}

function statusLine({ after, before, id, subject, verdict }: StatusChange): string {
  const word = verdict === "other" ? "other" : verdict;
  return `  ${SIGNS[verdict]} ${word.padEnd(6)} ${subject}: ${id}: ${before ?? "not run"} → ${after ?? "not run"}`;
}

function figureLine(change: FigureChange): string {
  const { after, before, id, subject, unit, verdict, what } = change;
  const suffix = unit === "count" ? "" : ` ${unit}`;
  const value = (number: number | undefined): string =>
    number === undefined ? "never" : `${number}${suffix}`;
  return `  ${SIGNS[verdict]} figure ${subject}: ${id}: ${what} ${value(before)} → ${value(after)} ${differenceText(change)}`.trimEnd();
}
