import { ACCESS_THRESHOLDS } from "./access-thresholds";
import { LOAD_THRESHOLDS } from "./load-thresholds";
import { NETWORK_THRESHOLDS } from "./network-thresholds";
import type { BadSide, SignalUnit, SignalWindow, Threshold } from "./threshold";

const TABLE = [...LOAD_THRESHOLDS, ...NETWORK_THRESHOLDS, ...ACCESS_THRESHOLDS] as const;

/** Name of a signal. */
export type SignalId = (typeof TABLE)[number]["id"];

/** A signal of a cluster of Redis or Valkey, with the value beyond which it is bad. */
export interface Signal extends Threshold {
  readonly id: SignalId;
}

/** Every signal, in the order of pages and dashboards. */
export const SIGNALS: readonly Signal[] = TABLE;

/** Whether a value is on the bad side of its threshold. */
export function isBeyond(value: number, threshold: number, bad: BadSide = "above"): boolean {
  return bad === "above" ? value > threshold : value < threshold;
}

const BYTES_PER_MEGABYTE = 1_000_000;

/** A value with its unit, such as `90 %` or `300 MB`. */
export function quantityText(value: number, unit: SignalUnit): string {
  switch (unit) {
    case "percent":
      return `${value} %`;
    case "bytes":
      return `${value / BYTES_PER_MEGABYTE} MB`;
    default:
      return `${value.toLocaleString("en-US")} ${unit}`;
  }
}

/** How long, such as `5 times 1 minute in a row`. */
export function windowText({ periodSeconds, periods }: SignalWindow): string {
  const minutes = periodSeconds / 60;
  const length = minutes === 1 ? "1 minute" : `${minutes} minutes`;
  return periods === 1 ? length : `${periods} times ${length} in a row`;
}
