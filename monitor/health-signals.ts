import { ACCESS_THRESHOLDS } from "./access-thresholds";
import { ANSWER_THRESHOLDS } from "./answer-thresholds";
import { LOAD_THRESHOLDS } from "./load-thresholds";
import { STATE_THRESHOLDS } from "./state-thresholds";
import type { HealthMark, Threshold } from "./threshold";

const REDIS_TABLE = [
  ...ANSWER_THRESHOLDS,
  ...LOAD_THRESHOLDS,
  ...ACCESS_THRESHOLDS,
  ...STATE_THRESHOLDS,
] as const;

type Marked<Row> = Row extends { readonly health: HealthMark } ? Row : never;

/** Name of a signal that a health report of a cluster has. */
export type RedisHealthId = Marked<(typeof REDIS_TABLE)[number]>["id"];

/** A signal that a health report has, with the value beyond which it is bad. */
export interface HealthSignal<Id extends string = string> extends Pick<
  Threshold,
  "title" | "meaning" | "action" | "value" | "bad" | "unit" | "limit" | "why" | "window"
> {
  readonly id: Id;
  readonly health: HealthMark;
}

function isMarked(row: (typeof REDIS_TABLE)[number]): row is Marked<(typeof REDIS_TABLE)[number]> {
  return "health" in row;
}

/** Every signal of a health report of a cluster of Redis or Valkey. */
export const REDIS_HEALTH_SIGNALS: readonly HealthSignal<RedisHealthId>[] =
  REDIS_TABLE.filter(isMarked);

/** One of them. */
export function redisHealthSignal<Id extends RedisHealthId>(id: Id): HealthSignal<Id> {
  const found = REDIS_HEALTH_SIGNALS.find((signal) => signal.id === id);
  if (found === undefined) throw new Error(`no signal ${id} in the table`);
  return { ...found, id };
}
