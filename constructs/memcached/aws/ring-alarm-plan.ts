import type { RingSource } from "../../../monitor/ring-signals";
import { nodeAlarms, type PlannedAlarm } from "../../aws/alarm-plan";
import type { AwsMemcachedModel } from "./aws-memcached-model";
import { ringSignals, type RingAlarmProps } from "./ring-alarm-settings";

/**
 * The alarms of a ring, one for each signal and 10 nodes: it goes off when one of them is beyond the
 * threshold.
 *
 * @throws ValidationError as `ringSignals`
 */
export function ringAlarmPlan(
  model: AwsMemcachedModel,
  clusterName: string,
  alarms: RingAlarmProps = {},
): readonly PlannedAlarm[] {
  const ids = model.nodes.map(({ id }) => id);
  const whose = `${model.name} in ${model.environment}`;
  return ringSignals(model, alarms).flatMap(({ signal, threshold }) => {
    const { bad, source } = signal;
    return nodeAlarms({
      ...{ environment: model.environment, name: model.name, whose, signal, threshold },
      nodes: ids,
      noun: "node ",
      metricOf: (node) => ({
        ...source,
        dimensions: dimensionsOf(source, model, node, clusterName),
      }),
      // A service without a task has no figures at all.
      silenceIsBad: bad === "below",
    });
  });
}

/** Name of a node's service in its cluster, and of the node in the ring's domain. */
export function serviceName({ name }: Pick<AwsMemcachedModel, "name">, node: string): string {
  return `${name}-${node}`;
}

function dimensionsOf(
  { namespace }: RingSource,
  model: AwsMemcachedModel,
  node: string,
  clusterName: string,
): Record<string, string> {
  return namespace === "Cachefort/Memcached"
    ? { Environment: model.environment, Ring: model.name, Node: node }
    : { ClusterName: clusterName, ServiceName: serviceName(model, node) };
}
