import type { AlarmProps } from "../../aws/alarm-props";
import { ValidationError } from "../../core/errors";
import { didYouMean } from "../../core/nearest";
import { refuseToken } from "../../core/validate";
import type { Threshold } from "../../../monitor/threshold";
import { quantityText } from "../../../monitor/thresholds";

/** What of a signal is asked here. */
type AlarmedSignal<Id extends string> = { readonly id: Id } & Pick<
  Threshold,
  "bad" | "limit" | "unit"
>;

/** What a cluster or cache makes of the signals of a table. */
export interface SignalJudge<S> {
  /** Why it does not have a signal; `undefined` when it does. */
  whyWithout(signal: S): string | undefined;
  /** Its threshold where nothing else is said. */
  valueOf(signal: S): number;
}

/** A signal that is there. */
export interface JudgedSignal<S> {
  readonly signal: S;
  /** `undefined`: no alarm. */
  readonly threshold: number | undefined;
}

/**
 * The signals that are there, each with its threshold.
 *
 * @throws ValidationError ELASTICACHE_ALARM_SIGNAL, ELASTICACHE_ALARM_THRESHOLD,
 * ELASTICACHE_ALARM_UNUSED, TOKEN_NOT_ALLOWED
 */
export function thresholdsOf<Id extends string, S extends AlarmedSignal<Id>>(
  table: readonly S[],
  judge: SignalJudge<S>,
  { off = [], thresholds }: AlarmProps<Id>,
): readonly JudgedSignal<S>[] {
  refuseToken("alarms.off", off);
  const values = new Map<string, number>(Object.entries(thresholds ?? {}));
  for (const id of [...values.keys(), ...off]) {
    const reason = judge.whyWithout(requireSignal(id, table));
    if (reason !== undefined) throw unused(id, reason);
  }
  return table
    .filter((signal) => judge.whyWithout(signal) === undefined)
    .map((signal) => {
      const isOff = off.includes(signal.id);
      const value = values.get(signal.id);
      if (value !== undefined) requireValue(signal, value, isOff);
      return { signal, threshold: isOff ? undefined : (value ?? judge.valueOf(signal)) };
    });
}

function requireSignal<S extends AlarmedSignal<string>>(id: string, table: readonly S[]): S {
  const signal = table.find((each) => each.id === id);
  if (signal !== undefined) return signal;
  const ids = table.map((each) => each.id);
  throw new ValidationError("ELASTICACHE_ALARM_SIGNAL", {
    problem: "alarms name a signal that there is not",
    received: id,
    allowed: ids.join(", "),
    fix: didYouMean(id, ids, "name one of them"),
  });
}

function requireValue(signal: AlarmedSignal<string>, value: number, isOff: boolean): void {
  const what = `alarms.thresholds.${signal.id}`;
  refuseToken(what, value);
  if (isOff) throw unused(signal.id, "its alarm is off");
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

function unused(id: string, reason: string): ValidationError {
  return new ValidationError("ELASTICACHE_ALARM_UNUSED", {
    problem: `alarms set ${id}, which changes nothing: ${reason}`,
    received: id,
    fix: `leave ${id} out of alarms`,
  });
}
