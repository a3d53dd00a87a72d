import { MEMCACHED_SIGNALS, type MemcachedSignal } from "../../../monitor/memcached-signals";
import { nodeAlarms, type PlannedAlarm } from "../../aws/alarm-plan";
import { ELASTICACHE_NAMESPACE } from "../../redis/aws/member-metrics";
import { hasFeature } from "../../redis/aws/node-type";
import { type ElastiCacheModel, nodeNumber } from "./elasticache-model";
import type { ElastiCacheAlarmProps } from "./elasticache-props";
import { signalSettings } from "./ring-alarm-settings";

/**
 * The alarms of a ring in ElastiCache, one for each signal and 10 nodes: it goes off when one of them is
 * beyond the threshold.
 *
 * @throws ValidationError as `signalSettings`
 */
export function elastiCacheAlarmPlan(
  model: ElastiCacheModel,
  alarms: ElastiCacheAlarmProps = {},
): readonly PlannedAlarm[] {
  const hasCredits = hasFeature(model.nodeType, "CPU credits");
  const isThere = ({ needsCredits }: MemcachedSignal): boolean => hasCredits || !needsCredits;
  const numbers = model.zones.map((_, index) => nodeNumber(index));
  const whose = `${model.name} in ${model.environment}`;
  return signalSettings(MEMCACHED_SIGNALS, isThere, alarms).flatMap(({ signal, threshold }) =>
    nodeAlarms({
      ...{ environment: model.environment, name: model.name, whose, signal, threshold },
      nodes: numbers,
      noun: "node ",
      metricOf: (node) => ({
        ...signal.cloudwatch,
        namespace: ELASTICACHE_NAMESPACE,
        dimensions: { CacheClusterId: model.id, CacheNodeId: node },
      }),
    }),
  );
}
