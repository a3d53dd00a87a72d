import { MEMCACHED_SIGNALS } from "../../../monitor/memcached-signals";
import {
  alarmGroups,
  alarmText,
  type PlannedAlarm,
  watchedText,
  worstNode,
} from "../../aws/alarm-plan";
import { resourceName } from "../../aws/names";
import { refuseToken } from "../../core/validate";
import { ELASTICACHE_NAMESPACE } from "../../redis/aws/member-metrics";
import { hasFeature } from "../../redis/aws/node-type";
import { type ElastiCacheModel, nodeNumber } from "./elasticache-model";
import type { ElastiCacheAlarmProps } from "./elasticache-props";
import { requireSignal, requireValue } from "./ring-alarm-settings";

/**
 * The alarms of a ring in ElastiCache, one for each signal and 10 nodes: it goes off when one of them is
 * beyond the threshold.
 *
 * @throws ValidationError MEMCACHED_ALARM_SIGNAL, MEMCACHED_ALARM_THRESHOLD, TOKEN_NOT_ALLOWED
 */
export function elastiCacheAlarmPlan(
  model: ElastiCacheModel,
  { off = [], thresholds = {} }: ElastiCacheAlarmProps = {},
): readonly PlannedAlarm[] {
  refuseToken("alarms.off", off);
  const values = new Map(Object.entries(thresholds));
  for (const id of [...values.keys(), ...off]) requireSignal(id, MEMCACHED_SIGNALS);
  const hasCredits = hasFeature(model.nodeType, "CPU credits");
  const numbers = model.zones.map((_, index) => nodeNumber(index));
  const whose = `${model.name} in ${model.environment}`;
  return MEMCACHED_SIGNALS.flatMap((signal) => {
    const threshold = requireValue(signal, values.get(signal.id));
    if (off.includes(signal.id) || (signal.needsCredits && !hasCredits)) return [];
    const { bad, cloudwatch, window } = signal;
    return alarmGroups(signal.id, numbers).map(({ id, nodes }): PlannedAlarm => ({
      id,
      name: resourceName({ name: model.environment }, `${model.name}-${id}`),
      description: `${alarmText(signal, threshold, whose)} Watched: node ${watchedText(nodes)}.`,
      bad,
      threshold,
      window,
      metrics: nodes.map((node) => ({
        ...cloudwatch,
        namespace: ELASTICACHE_NAMESPACE,
        dimensions: { CacheClusterId: model.id, CacheNodeId: node },
      })),
      // A node that the service replaces has no data.
      formula: worstNode(bad, "passed over"),
    }));
  });
}
