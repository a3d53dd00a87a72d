import { Annotations } from "cdktf";
import type { Construct } from "constructs";
import type { PlannedAlarm } from "./alarm-plan";
import type { AlarmProps } from "./alarm-props";
import type { AwsPlace } from "./aws-place";
import { MetricAlarms } from "./metric-alarms";

export interface ToldAlarmsProps {
  /** Of what is watched. */
  readonly name: string;
  readonly aws: Pick<AwsPlace, "alarmTopic">;
  readonly plan: readonly PlannedAlarm[];
  /** @default - the place's topic is told */
  readonly alarms?: Pick<AlarmProps<string>, "actions"> | undefined;
}

/**
 * The alarms of a cluster, ring or cache; `undefined`, with a warning, where nobody is named to be told.
 *
 * @throws ValidationError AWS_ALARM_ACTIONS
 */
export function toldAlarms(
  scope: Construct,
  { alarms, aws, name, plan }: ToldAlarmsProps,
): MetricAlarms | undefined {
  const { alarmTopic } = aws;
  const actions = alarms?.actions ?? (alarmTopic === undefined ? undefined : [alarmTopic]);
  if (actions !== undefined) return new MetricAlarms(scope, "alarms", { actions, plan });
  Annotations.of(scope).addWarning(`${name}: no alarms, for nobody is named to be told`);
  return undefined;
}
