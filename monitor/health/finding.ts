import type { Severity } from "../threshold";

/** Something that is bad. */
export interface Finding {
  /** Id of the signal in the table. */
  readonly signal: string;
  readonly code: string;
  readonly severity: Severity;
  /** @default - the cache as a whole */
  readonly node?: string;
  readonly measured: number;
  readonly threshold: number;
  /** What was measured and what is allowed, as one sentence. */
  readonly text: string;
  /** What to do about it. */
  readonly action: string;
}
