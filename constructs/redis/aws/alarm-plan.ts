import { nodeAlarms, type PlannedAlarm } from "../../aws/alarm-plan";
import { clusterSignals, type RedisAlarmProps } from "./alarm-settings";
import type { AwsRedisModel } from "./aws-redis-model";
import { ELASTICACHE_NAMESPACE, memberDimensions } from "./member-metrics";
import { membersByShard } from "./members";

/**
 * The alarms of a cluster, one for each signal and 10 nodes: it goes off when one of them is beyond the
 * threshold. Nodes that autoscaling may add are watched from the beginning: Terraform does not run when it
 * does. A node that it has not made, or that the service replaces, has no data, and is passed over.
 *
 * @throws ValidationError as `clusterSignals`
 */
export function alarmPlan(
  model: AwsRedisModel,
  alarms: RedisAlarmProps = {},
): readonly PlannedAlarm[] {
  const members = membersByShard(model).flat();
  const whose = `a node of ${model.name} in ${model.environment}`;
  return clusterSignals(model, alarms).flatMap(({ signal, source, threshold }) => {
    if (threshold === undefined) return [];
    return nodeAlarms({
      ...{ environment: model.environment, name: model.name, whose, signal, threshold },
      nodes: members,
      metricOf: (node) => ({
        namespace: ELASTICACHE_NAMESPACE,
        ...source,
        dimensions: memberDimensions(node),
      }),
    });
  });
}
