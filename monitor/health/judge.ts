import type { HealthSignal } from "../health-signals";
import { isBeyond, quantityText } from "../thresholds";
import type { Finding } from "./finding";
import type { Measure } from "./measure";

/** Values beyond which signals are bad, by id; what is missing is not judged. */
export type Thresholds = ReadonlyMap<string, number>;

/** What is judged of one node or of a cache as a whole. */
export interface Judged<Figures, Id extends string> {
  readonly signals: readonly HealthSignal<Id>[];
  readonly measures: Readonly<Partial<Record<Id, Measure<Figures>>>>;
  readonly thresholds: Thresholds;
}

/** Everything that is bad about some figures, in the order of the table. */
export function judge<Figures, Id extends string>(
  figures: Figures,
  { measures, signals, thresholds }: Judged<Figures, Id>,
  node?: string,
): Finding[] {
  return signals.flatMap((signal) => {
    const threshold = thresholds.get(signal.id);
    const answer = measures[signal.id]?.(figures, thresholds);
    if (threshold === undefined || answer === undefined) return [];
    const { note, severity, value } = typeof answer === "number" ? { value: answer } : answer;
    if (!isBeyond(value, threshold, signal.bad)) return [];
    return [
      {
        ...{ signal: signal.id, code: signal.health.code, threshold, measured: value },
        severity: severity ?? signal.health.severity,
        ...(node === undefined ? {} : { node }),
        text: textOf(signal, value, threshold, note),
        action: signal.action,
      },
    ];
  });
}

function textOf(
  { bad = "above", title, unit }: HealthSignal,
  value: number,
  threshold: number,
  note: string | undefined,
): string {
  const allowed = `${bad === "above" ? "at most" : "at least"} ${quantityText(threshold, unit)}`;
  const added = note === undefined ? "" : `: ${note}`;
  return `${title}: ${quantityText(rounded(value), unit)}, allowed ${allowed}${added}`;
}

/** One digit behind the point says enough. */
function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
