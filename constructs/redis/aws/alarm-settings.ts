import type { AlarmProps } from "../../aws/alarm-props";
import { type Signal, type SignalId, SIGNALS } from "../../../monitor/thresholds";
import type { CloudWatchSource } from "../../../monitor/threshold";
import { thresholdsOf } from "./alarm-thresholds";
import type { AwsRedisModel } from "./aws-redis-model";
import { mostReplicas } from "./members";
import { hasFeature } from "./node-type";

/** How the alarms of a cluster differ from `docs/monitoring.md`. */
export type RedisAlarmProps = AlarmProps<SignalId>;

/** A signal that a cluster has. */
export interface ClusterSignal {
  readonly signal: Signal;
  readonly source: CloudWatchSource;
  /** `undefined`: no alarm. */
  readonly threshold: number | undefined;
}

/**
 * The signals of a cluster in CloudWatch, each with its threshold there.
 *
 * @throws ValidationError as `thresholdsOf`
 */
export function clusterSignals(
  model: AwsRedisModel,
  alarms: RedisAlarmProps = {},
): readonly ClusterSignal[] {
  const judge = {
    whyWithout: (signal: Signal) => whyWithout(model, signal),
    valueOf: (signal: Signal) => defaultValue(signal, model),
  };
  return thresholdsOf(SIGNALS, judge, alarms).flatMap(({ signal, threshold }) => {
    const { cloudwatch: source } = signal;
    return source === undefined ? [] : [{ signal, source, threshold }];
  });
}

/** Why a cluster does not have a signal; `undefined` when it does. */
function whyWithout(model: AwsRedisModel, { needs }: Signal): string | undefined {
  switch (needs) {
    case "replicas":
      if (mostReplicas(model) > 0) return undefined;
      return "the cluster has no replicas, and nothing that adds one";
    case "credits":
      if (hasFeature(model.nodeType, "CPU credits")) return undefined;
      return `nodes of type ${model.nodeType} do not burst`;
    case undefined:
      return undefined;
  }
}

/** Sizes up to `large` have two processors, in every family; price list of ElastiCache. */
function defaultValue(
  { value, valueOnTwoProcessors = value }: Signal,
  { nodeType }: AwsRedisModel,
): number {
  return nodeType.endsWith("xlarge") ? value : valueOnTwoProcessors;
}
