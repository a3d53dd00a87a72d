/** One quantity that a check measured, beside the bound that it has to keep. */
export interface Figure {
  /** What was measured, such as `elected` or `shard without writes`. */
  readonly what: string;
  readonly unit: "ms" | "bytes" | "count";
  /** `undefined` when what was waited for never came. */
  readonly measured: number | undefined;
  /** The most it may be. @default - it is told and not judged */
  readonly atMost?: number;
  /** The least it may be. @default - none */
  readonly atLeast?: number;
  /** What the bound follows from, for a reader who doubts it. */
  readonly derivation?: string;
}

/** Whether a figure keeps its bounds. */
export function keepsBounds({ atLeast, atMost, measured }: Figure): boolean {
  if (measured === undefined) return atLeast === undefined && atMost === undefined;
  return (
    (atMost === undefined || measured <= atMost) && (atLeast === undefined || measured >= atLeast)
  );
}

/** A figure for people; its bounds only where it does not keep them. */
export function figureText(figure: Figure): string {
  const { atLeast, atMost, measured, unit, what } = figure;
  const suffix = unit === "count" ? "" : ` ${unit}`;
  const value = measured === undefined ? "never" : `${measured}${suffix}`;
  if (keepsBounds(figure)) return `${what} ${value}`;
  const bounds = [
    ...(atLeast === undefined ? [] : [`at least ${atLeast}${suffix}`]),
    ...(atMost === undefined ? [] : [`at most ${atMost}${suffix}`]),
  ];
  return `${what} ${value}, bound ${bounds.join(", ")}`;
}
