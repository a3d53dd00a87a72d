import { quantityText, windowText } from "../../../monitor/thresholds";
import type { BadSide, CloudWatchSource, SignalWindow } from "../../../monitor/threshold";
import { resourceName } from "../../aws/names";
import { clusterSignals, type ClusterSignal, type RedisAlarmProps } from "./alarm-settings";
import type { AwsRedisModel } from "./aws-redis-model";
import { membersByShard } from "./members";

/** Metrics that one alarm can look at; CloudWatch, "Service quotas": it cannot be raised. */
const METRICS_OF_AN_ALARM = 10;

/** An alarm over some of the nodes of a cluster: it goes off when one of them is beyond the threshold. */
export interface PlannedAlarm {
  /** Within the cluster. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly source: CloudWatchSource;
  readonly threshold: number;
  readonly bad: BadSide;
  readonly window: SignalWindow;
  readonly members: readonly string[];
}

/**
 * The alarms of a cluster, one for each signal and 10 nodes. Nodes that autoscaling may add are watched
 * from the beginning: Terraform does not run when it does.
 *
 * @throws ValidationError as `clusterSignals`
 */
export function alarmPlan(
  model: AwsRedisModel,
  alarms: RedisAlarmProps = {},
): readonly PlannedAlarm[] {
  const groups = inTens(membersByShard(model).flat());
  return clusterSignals(model, alarms).flatMap((each) => {
    const { signal, source, threshold } = each;
    if (threshold === undefined) return [];
    return groups.map((members, index): PlannedAlarm => {
      // The first has no number, so that it keeps its name when a cluster grows.
      const id = index === 0 ? signal.id : `${signal.id}-${index + 1}`;
      return {
        id,
        name: resourceName({ name: model.environment }, `${model.name}-${id}`),
        description: descriptionOf(each, threshold, model, members),
        source,
        threshold,
        bad: signal.bad ?? "above",
        window: signal.window,
        members,
      };
    });
  });
}

function inTens(members: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(members.length / METRICS_OF_AN_ALARM) }, (_, index) =>
    members.slice(index * METRICS_OF_AN_ALARM, (index + 1) * METRICS_OF_AN_ALARM),
  );
}

function descriptionOf(
  { signal }: ClusterSignal,
  threshold: number,
  { environment, name }: AwsRedisModel,
  members: readonly string[],
): string {
  const { action, bad = "above", meaning, title, unit, window } = signal;
  const limit = `${bad} ${quantityText(threshold, unit)}, ${windowText(window)}`;
  const nodes = [...new Set([members.at(0), members.at(-1)])].join(" to ");
  return `${title} of a node of ${name} in ${environment}: ${limit}. ${meaning} ${action} Watched: ${nodes}.`;
}
