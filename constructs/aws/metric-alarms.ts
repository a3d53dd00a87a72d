import {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmConfig,
} from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Construct } from "constructs";
import { requireAlarmActions } from "./alarm-actions";
import type { AlarmMetric, PlannedAlarm } from "./alarm-plan";
import type { IAlarmTopic } from "./alarm-topic";

export interface MetricAlarmsProps {
  readonly plan: readonly PlannedAlarm[];
  /** Are told when an alarm goes off and when it ends, 1 to 5. */
  readonly actions: readonly IAlarmTopic[];
}

const COMPARISON = { above: "GreaterThanThreshold", below: "LessThanThreshold" } as const;

/**
 * Alarms of CloudWatch: each goes off when its value is beyond the threshold, and tells as well when it no
 * longer is.
 *
 * @throws ValidationError AWS_ALARM_ACTIONS
 */
export class MetricAlarms extends Construct {
  /** The Terraform resources by the id of their alarm, such as `memory` and `memory-2`. */
  readonly resources: ReadonlyMap<string, CloudwatchMetricAlarm>;

  constructor(scope: Construct, id: string, { actions, plan }: MetricAlarmsProps) {
    super(scope, id);
    const told = requireAlarmActions(actions);
    this.resources = new Map(plan.map((alarm) => [alarm.id, this.alarm(alarm, told)]));
  }

  private alarm(alarm: PlannedAlarm, told: string[]): CloudwatchMetricAlarm {
    const { silenceIsBad = false, window } = alarm;
    return new CloudwatchMetricAlarm(this, alarm.id, {
      alarmName: alarm.name,
      alarmDescription: alarm.description,
      comparisonOperator: COMPARISON[alarm.bad],
      threshold: alarm.threshold,
      evaluationPeriods: window.periods,
      datapointsToAlarm: window.periods,
      treatMissingData: silenceIsBad ? "breaching" : "notBreaching",
      alarmActions: told,
      okActions: told,
      ...valueOf(alarm),
    });
  }
}

function valueOf({
  formula,
  metrics,
  window,
}: PlannedAlarm): Pick<CloudwatchMetricAlarmConfig, "metricQuery"> {
  return {
    metricQuery: [
      ...(formula === undefined ? [] : [{ ...formula, returnData: true }]),
      ...metrics.map(({ dimensions, metric, namespace, statistic }: AlarmMetric, index) => ({
        id: `m${index + 1}`,
        returnData: formula === undefined,
        metric: {
          namespace,
          metricName: metric,
          stat: statistic,
          period: window.periodSeconds,
          dimensions: { ...dimensions },
        },
      })),
    ],
  };
}
