import type { Severity } from "../threshold";

/** What a signal is of a node. */
export interface Measured {
  readonly value: number;
  /** What a reader needs beside the number. @default - nothing */
  readonly note?: string;
  /** @default - as the table says */
  readonly severity?: Severity;
}

/** A signal's value of a node; `undefined` where the node has none, or it must not be judged. */
export type Measure<Figures> = (
  figures: Figures,
  thresholds: ReadonlyMap<string, number>,
) => number | Measured | undefined;
