import type { IAlarmTopic } from "./alarm-topic";

/** How alarms differ from `docs/monitoring.md`. */
export interface AlarmProps<Id extends string> {
  /**
   * Topics that are told when an alarm goes off and when it ends, 1 to 5.
   *
   * @default - the environment's own
   */
  readonly actions?: readonly IAlarmTopic[];
  /**
   * Values beyond which a signal is bad, in the unit of its metric in CloudWatch.
   *
   * @default - those of `docs/monitoring.md`
   */
  readonly thresholds?: Readonly<Partial<Record<Id, number>>>;
  /** Signals without an alarm; a dashboard shows them still. @default - none */
  readonly off?: readonly Id[];
}
