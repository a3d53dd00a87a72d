import type { Quantiles } from "../../constructs/core/quantiles";

/** What is judged of any node of a cache. What it does not tell, or nobody can know yet, is `undefined`. */
export interface NodeFigures {
  readonly version: string | undefined;
  /** Seconds. */
  readonly uptimeSeconds: number | undefined;
  /** Commands a second in the window. */
  readonly commandsPerSecond: number | undefined;
  /** Keys that were read in the window. */
  readonly reads: number | undefined;
  /** Share of the reads in the window that found their key, 0 to 100. */
  readonly hitPercent: number | undefined;
  /** Memory in use, in bytes. */
  readonly usedBytes: number | undefined;
  /** The most that it may use, in bytes; 0 is without a limit. */
  readonly limitBytes: number | undefined;
  readonly connections: number | undefined;
  /** Keys that were evicted in the window. */
  readonly evicted: number | undefined;
  /** Logins that were refused in the window. */
  readonly authenticationFailures: number | undefined;
  /** How long questions took that cost the server nothing, in milliseconds. */
  readonly response: Quantiles | undefined;
  /** Days; below 0 when it has run out. */
  readonly certificateDays: number;
}
