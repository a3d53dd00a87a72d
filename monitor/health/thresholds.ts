import { ValidationError } from "../../constructs/core/errors";
import { nearest } from "../../constructs/core/nearest";
import { type HealthSignal, REDIS_HEALTH_SIGNALS } from "../health-signals";
import { MEMCACHED_HEALTH_SIGNALS } from "../memcached-health-signals";
import type { Thresholds } from "./judge";

/** How a report differs from the table. */
export interface ThresholdOptions {
  /** Values by id of the signal, as texts of the command line. @default - those of the table */
  readonly values?: Readonly<Record<string, string>>;
  /** Ids of signals that are not judged. @default - every one is */
  readonly off?: readonly string[];
}

/** Every signal by its id; one that both engines have is bad beyond the same value. */
const SIGNALS: ReadonlyMap<string, HealthSignal> = new Map(
  [...MEMCACHED_HEALTH_SIGNALS, ...REDIS_HEALTH_SIGNALS].map((signal) => [signal.id, signal]),
);

/**
 * The values beyond which signals are bad.
 *
 * @throws ValidationError HEALTH_SIGNAL_UNKNOWN, HEALTH_THRESHOLD_INVALID
 */
export function thresholdsOf({ off = [], values = {} }: ThresholdOptions = {}): Thresholds {
  for (const id of off) signalOf(id);
  const chosen = new Map([...SIGNALS.values()].map(({ id, value }) => [id, value]));
  for (const [id, text] of Object.entries(values)) chosen.set(id, valueOf(signalOf(id), text));
  for (const id of off) chosen.delete(id);
  return chosen;
}

function signalOf(id: string): HealthSignal {
  const signal = SIGNALS.get(id);
  if (signal !== undefined) return signal;
  const ids = [...SIGNALS.keys()];
  const meant = nearest(id, ids);
  throw new ValidationError("HEALTH_SIGNAL_UNKNOWN", {
    problem: "there is no such signal",
    received: id,
    allowed: ids.join(", "),
    fix: meant === undefined ? "choose one of them" : `did you mean ${meant}?`,
  });
}

function valueOf({ id, limit, unit }: HealthSignal, text: string): number {
  const value = Number(text);
  const isIn = Number.isFinite(value) && value >= 0 && value <= (limit ?? Infinity);
  if (text.trim() !== "" && isIn) return value;
  throw new ValidationError("HEALTH_THRESHOLD_INVALID", {
    problem: `the threshold of ${id} is not one that can be passed`,
    received: text,
    allowed: `0 to ${limit ?? "any number"} ${unit}`,
    fix: `give a number, such as --threshold ${id}=${SIGNALS.get(id)?.value ?? 0}`,
  });
}
