import { type Figure, keepsBounds } from "./figure";
import type { CheckResult, RunReport, Status } from "./report";

/** A check that ended another way, or was not there before or afterwards. */
export interface StatusChange {
  readonly subject: string;
  readonly id: string;
  /** @default - it was not run */
  readonly before?: Status;
  /** @default - it was not run */
  readonly after?: Status;
  readonly verdict: "worse" | "better" | "other";
}

/** A figure of a check that has another value. */
export interface FigureChange {
  readonly subject: string;
  readonly id: string;
  readonly what: string;
  readonly unit: Figure["unit"];
  /** @default - it never came */
  readonly before?: number;
  /** @default - it never came */
  readonly after?: number;
  /** Whether it kept its bounds and no longer does, or the other way round. */
  readonly verdict: "worse" | "better" | "other";
}

/** What differs between two runs. */
export interface Comparison {
  readonly statuses: readonly StatusChange[];
  readonly figures: readonly FigureChange[];
  /** Whether a check ended worse than before. */
  readonly isWorse: boolean;
}

/** From good to bad. A skip proves nothing, which is worse than a pass and better than a failure. */
const ORDER: readonly Status[] = ["pass", "skip", "error", "fail"];

/**
 * Compares the checks of two runs by cluster or ring and name. A check that is no longer run is worse if
 * it had passed: what it proved is not proven any more.
 */
export function compareReports(
  before: Pick<RunReport, "results">,
  after: Pick<RunReport, "results">,
): Comparison {
  const old = byKey(before.results);
  const current = byKey(after.results);
  const keys = [...new Set([...current.keys(), ...old.keys()])];
  const statuses = keys.flatMap((key) => statusChange(old.get(key), current.get(key)) ?? []);
  const figures = keys.flatMap((key) => figureChanges(old.get(key), current.get(key)));
  return { statuses, figures, isWorse: statuses.some(({ verdict }) => verdict === "worse") };
}

function byKey(results: readonly CheckResult[]): Map<string, CheckResult> {
  return new Map(results.map((result) => [`${result.subject} ${result.id}`, result]));
}

function statusChange(
  old: CheckResult | undefined,
  current: CheckResult | undefined,
): StatusChange | undefined {
  const known = current ?? old;
  if (known === undefined || old?.status === current?.status) return undefined;
  return {
    ...{ subject: known.subject, id: known.id },
    ...(old === undefined ? {} : { before: old.status }),
    ...(current === undefined ? {} : { after: current.status }),
    verdict: verdictOf(old?.status, current?.status),
  };
}

function verdictOf(before: Status | undefined, after: Status | undefined): StatusChange["verdict"] {
  if (after === undefined) return before === "pass" ? "worse" : "other";
  const isBad = after === "fail" || after === "error";
  if (before === undefined) return isBad ? "worse" : "other";
  return ORDER.indexOf(after) > ORDER.indexOf(before) ? "worse" : "better";
}

function figureChanges(
  old: CheckResult | undefined,
  current: CheckResult | undefined,
): FigureChange[] {
  if (old === undefined || current === undefined) return [];
  const before = old.evidence?.figures ?? [];
  return (current.evidence?.figures ?? []).flatMap((figure) => {
    const same = before.find(({ unit, what }) => what === figure.what && unit === figure.unit);
    if (same === undefined || same.measured === figure.measured) return [];
    const [kept, keeps] = [keepsBounds(same), keepsBounds(figure)];
    return [
      {
        ...{ subject: current.subject, id: current.id, what: figure.what, unit: figure.unit },
        ...(same.measured === undefined ? {} : { before: same.measured }),
        ...(figure.measured === undefined ? {} : { after: figure.measured }),
        verdict: kept === keeps ? "other" : keeps ? "better" : "worse",
      } as const,
    ];
  });
}

/** The change of a figure in its unit and per cent, such as `+120 (+5 %)`. */
export function differenceText({ after, before }: FigureChange): string {
  if (before === undefined || after === undefined) return "";
  const difference = Math.round((after - before) * 10) / 10;
  const sign = difference < 0 ? "−" : "+";
  const share =
    before === 0 ? "" : ` (${sign}${Math.abs(Math.round((difference / before) * 100))} %)`;
  return `${sign}${Math.abs(difference)}${share}`;
}
