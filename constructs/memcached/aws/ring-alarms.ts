import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Construct } from "constructs";
import type { IAlarmTopic } from "../../aws/alarm-topic";
import { requireAlarmActions } from "../../aws/alarm-actions";
import type { AwsMemcachedModel } from "./aws-memcached-model";
import { ringAlarmPlan, type PlannedRingAlarm } from "./ring-alarm-plan";
import type { RingAlarmProps } from "./ring-alarm-settings";

export interface RingAlarmsProps {
  readonly model: AwsMemcachedModel;
  /** Name of the cluster of ECS. */
  readonly clusterName: string;
  /** Is told unless `alarms` say otherwise. */
  readonly topic: IAlarmTopic;
  /** @default - those of `docs/monitoring.md` */
  readonly alarms?: RingAlarmProps;
}

/**
 * The alarms of a ring: each goes off when one of its nodes is beyond the threshold, and tells as well when
 * all are within it again.
 *
 * @throws ValidationError AWS_ALARM_ACTIONS, and those of `ringSignals`
 */
export class RingAlarms extends Construct {
  /** The Terraform resources by the id of their alarm, such as `evictions` and `evictions-2`. */
  readonly resources: ReadonlyMap<string, CloudwatchMetricAlarm>;

  constructor(scope: Construct, id: string, props: RingAlarmsProps) {
    super(scope, id);
    const { alarms = {}, clusterName, model, topic } = props;
    const actions = requireAlarmActions(alarms.actions ?? [topic]);
    this.resources = new Map(
      ringAlarmPlan(model, clusterName, alarms).map((alarm) => [
        alarm.id,
        this.alarm(alarm, actions),
      ]),
    );
  }

  private alarm(alarm: PlannedRingAlarm, actions: string[]): CloudwatchMetricAlarm {
    const { bad, metrics, periods, periodSeconds } = alarm;
    return new CloudwatchMetricAlarm(this, alarm.id, {
      alarmName: alarm.name,
      alarmDescription: alarm.description,
      comparisonOperator: bad === "above" ? "GreaterThanThreshold" : "LessThanThreshold",
      threshold: alarm.threshold,
      evaluationPeriods: periods,
      datapointsToAlarm: periods,
      // A service without a task has no figures at all.
      treatMissingData: bad === "above" ? "notBreaching" : "breaching",
      alarmActions: actions,
      okActions: actions,
      metricQuery: [
        {
          id: "worst",
          expression: bad === "above" ? "MAX(METRICS())" : "MIN(FILL(METRICS(), 0))",
          label: "Worst node",
          returnData: true,
        },
        ...metrics.map(({ dimensions, source }, index) => ({
          id: `m${index + 1}`,
          returnData: false,
          metric: {
            namespace: source.namespace,
            metricName: source.metric,
            stat: source.statistic,
            period: periodSeconds,
            dimensions: { ...dimensions },
          },
        })),
      ],
    });
  }
}
