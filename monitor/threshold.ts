/** Where signals stand together on dashboards and pages. */
export type SignalGroup =
  | "answers"
  | "processor"
  | "memory"
  | "connections"
  | "replication"
  | "network"
  | "access"
  | "state";

/** What a number counts. */
export type SignalUnit =
  | "percent"
  | "bytes"
  | "keys"
  | "connections"
  | "seconds"
  | "packets"
  | "failures"
  | "requests"
  | "credits"
  | "tasks"
  | "milliseconds"
  | "days"
  | "slots"
  | "views"
  | "links"
  | "times the data"
  | "errors"
  | "items"
  | "crashes"
  | "nodes";

/** On which side of its value a signal is bad. */
export type BadSide = "above" | "below";

/** What not every cluster has: replicas; nodes that save up processor time. */
export type SignalNeed = "replicas" | "credits";

/** How long a value has to be bad: so many periods in a row. */
export interface SignalWindow {
  readonly periodSeconds: number;
  readonly periods: number;
}

/** Where Amazon CloudWatch has the values of a signal, one for each node or serverless cache. */
export interface CloudWatchSource {
  /** Name in the namespace `AWS/ElastiCache`. */
  readonly metric: string;
  readonly statistic: "Average" | "Maximum" | "Sum";
}

/** How bad something is in a health report. */
export type Severity = "warning" | "critical";

/** How health reports and alert rules call a signal. */
export interface HealthMark {
  /** Capital letters and underscores. */
  readonly code: string;
  readonly severity: Severity;
}

/** Something of a node or serverless cache that is bad beyond a value. */
export interface Threshold<Need extends string = SignalNeed> {
  /** Small letters and hyphens; part of the names of alarms. */
  readonly id: string;
  readonly group: SignalGroup;
  /** Name for people. */
  readonly title: string;
  /** What the users of the cluster notice, as one sentence. */
  readonly meaning: string;
  /** What to do about it, as one sentence. */
  readonly action: string;
  /** What is beyond it is bad. */
  readonly value: number;
  /** @default "above" */
  readonly bad?: BadSide;
  /** The value on hosts with no more than two processors. @default - `value` */
  readonly valueOnTwoProcessors?: number;
  readonly unit: SignalUnit;
  /** The signal is never above this. @default - it has no bound */
  readonly limit?: number;
  /** Why this value, with the source. */
  readonly why: string;
  readonly window: SignalWindow;
  /** What a cluster or cache must have, or it has no such signal. @default - nothing */
  readonly needs?: Need;
  /** @default - CloudWatch does not have it */
  readonly cloudwatch?: CloudWatchSource;
  /** @default - a node does not tell it: no health report has it */
  readonly health?: HealthMark;
}

/** Load, over minutes: a spike is none. */
export const FIVE_MINUTES: SignalWindow = { periodSeconds: 60, periods: 5 };

/** Something that may happen, but not on and on. */
export const A_QUARTER_HOUR: SignalWindow = { periodSeconds: 300, periods: 3 };

/** Something that takes hours to come. */
export const TWO_HOURS: SignalWindow = { periodSeconds: 3600, periods: 2 };

/** Something that should not happen at all. */
export const ONCE: SignalWindow = { periodSeconds: 300, periods: 1 };

/** Whether a value has to be bad for some time; what counts within a period has been bad when it is seen. */
export function isLasting({ periods }: SignalWindow): boolean {
  return periods > 1;
}
