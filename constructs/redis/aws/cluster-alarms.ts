import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Construct } from "constructs";
import { requireAlarmActions } from "../../aws/alarm-actions";
import type { IAlarmTopic } from "../../aws/alarm-topic";
import { alarmPlan, type PlannedAlarm } from "./alarm-plan";
import type { RedisAlarmProps } from "./alarm-settings";
import type { AwsRedisModel } from "./aws-redis-model";
import { ELASTICACHE_NAMESPACE, memberDimensions } from "./member-metrics";

export interface ClusterAlarmsProps {
  readonly model: AwsRedisModel;
  /** Is told unless `alarms` say otherwise. */
  readonly topic: IAlarmTopic;
  /** @default - those of `docs/monitoring.md` */
  readonly alarms?: RedisAlarmProps;
}

/** How CloudWatch finds the worst of several nodes, and compares it. */
const WORST = {
  above: { expression: "MAX(METRICS())", comparisonOperator: "GreaterThanThreshold" },
  below: { expression: "MIN(METRICS())", comparisonOperator: "LessThanThreshold" },
} as const;

/**
 * The alarms of a cluster: each goes off when one of its nodes is beyond the threshold, and tells as well
 * when none is any more.
 *
 * @throws ValidationError AWS_ALARM_ACTIONS, and those of `clusterSignals`
 */
export class ClusterAlarms extends Construct {
  /** The Terraform resources by the id of their alarm, such as `memory` and `memory-2`. */
  readonly resources: ReadonlyMap<string, CloudwatchMetricAlarm>;

  constructor(scope: Construct, id: string, props: ClusterAlarmsProps) {
    super(scope, id);
    const { alarms = {}, model, topic } = props;
    const actions = requireAlarmActions(alarms.actions ?? [topic]);
    this.resources = new Map(
      alarmPlan(model, alarms).map((alarm) => [alarm.id, this.alarm(alarm, actions)]),
    );
  }

  private alarm(alarm: PlannedAlarm, actions: string[]): CloudwatchMetricAlarm {
    const { members, source, window } = alarm;
    const { comparisonOperator, expression } = WORST[alarm.bad];
    return new CloudwatchMetricAlarm(this, alarm.id, {
      alarmName: alarm.name,
      alarmDescription: alarm.description,
      comparisonOperator,
      threshold: alarm.threshold,
      evaluationPeriods: window.periods,
      datapointsToAlarm: window.periods,
      // A node that autoscaling has not made, or that the service replaces, has no data.
      treatMissingData: "notBreaching",
      alarmActions: actions,
      okActions: actions,
      metricQuery: [
        { id: "worst", expression, label: "Worst node", returnData: true },
        ...members.map((member, index) => ({
          id: `m${index + 1}`,
          returnData: false,
          metric: {
            namespace: ELASTICACHE_NAMESPACE,
            metricName: source.metric,
            stat: source.statistic,
            period: window.periodSeconds,
            dimensions: memberDimensions(member),
          },
        })),
      ],
    });
  }
}
