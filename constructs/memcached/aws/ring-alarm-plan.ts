import type { RingSource } from "../../../monitor/ring-signals";
import { quantityText, windowText } from "../../../monitor/thresholds";
import { resourceName } from "../../aws/names";
import type { AwsMemcachedModel } from "./aws-memcached-model";
import { ringSignals, type RingAlarmProps, type RingSignalSetting } from "./ring-alarm-settings";

/** Metrics that one alarm can look at; CloudWatch, "Service quotas": it cannot be raised. */
const METRICS_OF_AN_ALARM = 10;

/** A metric of one node. */
export interface NodeMetric {
  readonly source: RingSource;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** An alarm over some of the nodes of a ring. */
export interface PlannedRingAlarm {
  /** Within the ring. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly bad: "above" | "below";
  readonly threshold: number;
  readonly periodSeconds: number;
  readonly periods: number;
  readonly metrics: readonly NodeMetric[];
}

/**
 * The alarms of a ring, one for each signal and 10 nodes.
 *
 * @throws ValidationError as `ringSignals`
 */
export function ringAlarmPlan(
  model: AwsMemcachedModel,
  clusterName: string,
  alarms: RingAlarmProps = {},
): readonly PlannedRingAlarm[] {
  const ids = model.nodes.map(({ id }) => id);
  const groups = Array.from({ length: Math.ceil(ids.length / METRICS_OF_AN_ALARM) }, (_, index) =>
    ids.slice(index * METRICS_OF_AN_ALARM, (index + 1) * METRICS_OF_AN_ALARM),
  );
  return ringSignals(model, alarms).flatMap((setting) =>
    groups.map((nodes, index): PlannedRingAlarm => {
      const { signal, threshold } = setting;
      // The first has no number, so that it keeps its name when a ring grows.
      const id = index === 0 ? signal.id : `${signal.id}-${index + 1}`;
      return {
        id,
        name: resourceName({ name: model.environment }, `${model.name}-${id}`),
        description: descriptionOf(setting, model, nodes),
        bad: signal.bad,
        threshold,
        ...signal.window,
        metrics: nodes.map((node) => ({
          source: signal.source,
          dimensions: dimensionsOf(signal.source, model, node, clusterName),
        })),
      };
    }),
  );
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

function descriptionOf(
  { signal, threshold }: RingSignalSetting,
  { environment, name }: AwsMemcachedModel,
  nodes: readonly string[],
): string {
  const { action, bad, meaning, title, unit, window } = signal;
  const limit = `${bad} ${quantityText(threshold, unit)}, ${windowText(window)}`;
  const watched = [...new Set([nodes.at(0), nodes.at(-1)])].join(" to ");
  return `${title} of ${name} in ${environment}: ${limit}. ${meaning} ${action} Watched: node ${watched}.`;
}
