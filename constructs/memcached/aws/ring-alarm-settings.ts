import { RING_SIGNALS, type RingSignal, type RingSignalId } from "../../../monitor/ring-signals";
import type { Threshold } from "../../../monitor/threshold";
import type { AlarmProps } from "../../aws/alarm-props";
import { ValidationError } from "../../core/errors";
import { didYouMean } from "../../core/nearest";
import { refuseToken } from "../../core/validate";
import type { AwsMemcachedModel } from "./aws-memcached-model";

/** How the alarms of a ring differ from `docs/monitoring.md`. */
export type RingAlarmProps = AlarmProps<RingSignalId>;

type AnySignal = Pick<Threshold<string>, "id" | "unit" | "value">;

/** A signal with the value beyond which an alarm goes off. */
export interface SignalSetting<Signal> {
  readonly signal: Signal;
  readonly threshold: number;
}

/**
 * The signals of a ring that have an alarm.
 *
 * @throws ValidationError as `signalSettings`
 */
export function ringSignals(
  { metricsSeconds }: Pick<AwsMemcachedModel, "metricsSeconds">,
  alarms: RingAlarmProps = {},
): readonly SignalSetting<RingSignal>[] {
  const tellsFigures = ({ source }: RingSignal): boolean =>
    metricsSeconds > 0 || source.namespace !== "Cachefort/Memcached";
  return signalSettings(RING_SIGNALS, tellsFigures, alarms);
}

/**
 * The signals that a ring has and that are not off, as they are or as they are set.
 *
 * @throws ValidationError MEMCACHED_ALARM_SIGNAL, MEMCACHED_ALARM_THRESHOLD, TOKEN_NOT_ALLOWED
 */
export function signalSettings<Signal extends AnySignal>(
  signals: readonly Signal[],
  isThere: (signal: Signal) => boolean,
  { off = [], thresholds }: AlarmProps<Signal["id"]>,
): readonly SignalSetting<Signal>[] {
  refuseToken("alarms.off", off);
  const values = new Map(Object.entries<number | undefined>(thresholds ?? {}));
  for (const id of [...values.keys(), ...off]) requireSignal(id, signals);
  return signals.flatMap((signal) => {
    const threshold = requireValue(signal, values.get(signal.id));
    const isOff = off.some((id) => id === signal.id);
    return isOff || !isThere(signal) ? [] : [{ signal, threshold }];
  });
}

/** @throws ValidationError MEMCACHED_ALARM_SIGNAL */
function requireSignal(id: string, signals: readonly AnySignal[]): void {
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
function requireValue({ id, unit, value }: AnySignal, asked: number | undefined): number {
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
