import type { AlarmProps } from "../../aws/alarm-props";
import { ValidationError } from "../../core/errors";
import { didYouMean } from "../../core/nearest";
import { refuseToken } from "../../core/validate";
import { quantityText, type Signal, type SignalId, SIGNALS } from "../../../monitor/thresholds";
import type { CloudWatchSource } from "../../../monitor/threshold";
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
 * @throws ValidationError ELASTICACHE_ALARM_SIGNAL, ELASTICACHE_ALARM_THRESHOLD,
 * ELASTICACHE_ALARM_UNUSED, TOKEN_NOT_ALLOWED
 */
export function clusterSignals(
  model: AwsRedisModel,
  { off = [], thresholds = {} }: RedisAlarmProps = {},
): readonly ClusterSignal[] {
  refuseToken("alarms.off", off);
  const values = new Map(Object.entries(thresholds));
  for (const id of [...values.keys(), ...off]) requireSignal(id, model);
  return SIGNALS.filter((signal) => whyWithout(model, signal) === undefined).flatMap((signal) => {
    const { cloudwatch: source, id } = signal;
    if (source === undefined) return [];
    const value = values.get(id);
    if (value !== undefined) requireValue(signal, value, off);
    const threshold = off.includes(id) ? undefined : (value ?? defaultValue(signal, model));
    return [{ signal, source, threshold }];
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

function requireSignal(id: string, model: AwsRedisModel): void {
  const signal = SIGNALS.find((each) => each.id === id);
  if (signal === undefined) {
    const ids = SIGNALS.map((each) => each.id);
    throw new ValidationError("ELASTICACHE_ALARM_SIGNAL", {
      problem: "alarms name a signal that there is not",
      received: id,
      allowed: ids.join(", "),
      fix: didYouMean(id, ids, "name one of them"),
    });
  }
  const reason = whyWithout(model, signal);
  if (reason !== undefined) throw unused(signal, reason);
}

function requireValue(signal: Signal, value: number, off: readonly SignalId[]): void {
  const what = `alarms.thresholds.${signal.id}`;
  refuseToken(what, value);
  if (off.includes(signal.id)) throw unused(signal, "its alarm is off");
  const { bad = "above", limit = Infinity, unit } = signal;
  const least = bad === "above" ? value >= 0 : value > 0;
  if (least && value < limit && value !== Infinity) return;
  const from = bad === "above" ? "0 or more" : "more than 0";
  throw new ValidationError("ELASTICACHE_ALARM_THRESHOLD", {
    problem: `no value of ${signal.id} is ${bad} its threshold, or all are`,
    // JSON has no word for NaN and the infinities.
    received: Number.isFinite(value) ? value : String(value),
    allowed: limit === Infinity ? from : `${from}, and less than ${quantityText(limit, unit)}`,
    fix: `change ${what}, or name ${signal.id} in alarms.off`,
  });
}

function unused({ id }: Signal, reason: string): ValidationError {
  return new ValidationError("ELASTICACHE_ALARM_UNUSED", {
    problem: `alarms set ${id}, which changes nothing: ${reason}`,
    received: id,
    fix: `leave ${id} out of alarms`,
  });
}
