import {
  alarmGroups,
  alarmText,
  type PlannedAlarm,
  watchedText,
  worstNode,
} from "../../aws/alarm-plan";
import { resourceName } from "../../aws/names";
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
    const { bad = "above", window } = signal;
    return alarmGroups(signal.id, members).map(({ id, nodes }): PlannedAlarm => ({
      id,
      name: resourceName({ name: model.environment }, `${model.name}-${id}`),
      description: `${alarmText(signal, threshold, whose)} Watched: ${watchedText(nodes)}.`,
      bad,
      threshold,
      window,
      metrics: nodes.map((node) => ({
        namespace: ELASTICACHE_NAMESPACE,
        ...source,
        dimensions: memberDimensions(node),
      })),
      formula: worstNode(bad, "passed over"),
    }));
  });
}
