import type { Severity } from "../threshold";

/** When an alert goes off, in PromQL. */
export interface AlertExpression {
  readonly expr: string;
  /** @default - as the table says */
  readonly severity?: Severity;
}

/**
 * Expressions of signals by their id, each made of the value beyond which the signal is bad, and of that of
 * evictions as PromQL writes it.
 */
export type AlertExpressions<Id extends string> = Readonly<
  Record<Id, (value: number, evictions: string) => readonly AlertExpression[]>
>;

/** What has grown within five minutes; longer than a few scrapes, so that one that fails hides nothing. */
export function grown(metric: string): string {
  return `increase(${metric}[5m])`;
}

/** One expression, with the severity of the table. */
export function when(expr: string): readonly AlertExpression[] {
  return [{ expr }];
}
