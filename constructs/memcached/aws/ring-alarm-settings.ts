import { RING_SIGNALS, type RingSignal, type RingSignalId } from "../../../monitor/ring-signals";
import type { Threshold } from "../../../monitor/threshold";
import type { AlarmProps } from "../../aws/alarm-props";
import { ValidationError } from "../../core/errors";
import { didYouMean } from "../../core/nearest";
import { refuseToken } from "../../core/validate";
import type { AwsMemcachedModel } from "./aws-memcached-model";

/** How the alarms of a ring differ from `docs/monitoring.md`. */
export type RingAlarmProps = AlarmProps<RingSignalId>;

/** A signal with the value beyond which a ring's alarm goes off. */
export interface RingSignalSetting {
  readonly signal: RingSignal;
  readonly threshold: number;
}

/**
 * The signals of a ring that have an alarm.
 *
 * @throws ValidationError MEMCACHED_ALARM_SIGNAL, MEMCACHED_ALARM_THRESHOLD, TOKEN_NOT_ALLOWED
 */
export function ringSignals(
  { metricsSeconds }: Pick<AwsMemcachedModel, "metricsSeconds">,
  { off = [], thresholds = {} }: RingAlarmProps = {},
): readonly RingSignalSetting[] {
  refuseToken("alarms.off", off);
  const values = new Map(Object.entries(thresholds));
  for (const id of [...values.keys(), ...off]) requireSignal(id, RING_SIGNALS);
  return RING_SIGNALS.flatMap((signal) => {
    const tellsFigures = metricsSeconds > 0 || signal.source.namespace !== "Cachefort/Memcached";
    const threshold = requireValue(signal, values.get(signal.id));
    return off.includes(signal.id) || !tellsFigures ? [] : [{ signal, threshold }];
  });
}

/** @throws ValidationError MEMCACHED_ALARM_SIGNAL */
export function requireSignal(id: string, signals: readonly { readonly id: string }[]): void {
  const ids = signals.map((signal) => signal.id);
  if (ids.includes(id)) return;
  throw new ValidationError("MEMCACHED_ALARM_SIGNAL", {
    problem: "alarms name a signal that a ring does not have",
    received: id,
    allowed: ids.join(", "),
    fix: didYouMean(id, ids, "name one of them"),
  });
}

/** @throws ValidationError MEMCACHED_ALARM_THRESHOLD, TOKEN_NOT_ALLOWED */
export function requireValue(
  { id, unit, value }: Pick<Threshold, "id" | "unit" | "value">,
  asked: number | undefined,
): number {
  if (asked === undefined) return value;
  refuseToken(`alarms.thresholds.${id}`, asked);
  const most = unit === "percent" ? 100 : Number.MAX_SAFE_INTEGER;
  if (asked >= 0 && asked < most) return asked;
  throw new ValidationError("MEMCACHED_ALARM_THRESHOLD", {
    problem: `no value of ${id} is beyond its threshold, or all are`,
    // JSON has no word for NaN and the infinities.
    received: Number.isFinite(asked) ? asked : String(asked),
    allowed: unit === "percent" ? "0 to less than 100 %" : "0 or more",
    fix: `change alarms.thresholds.${id}, or name ${id} in alarms.off`,
  });
}
