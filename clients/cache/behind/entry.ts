import type { ValueSchema } from "../cache";
import { decodeJson } from "../json-value";

/** An entry as ioredis gives it. */
export type RawEntry = readonly [id: string, fields: readonly string[]];

/** An update as it was read from its stream. */
export interface QueuedUpdate<T> {
  readonly id: string;
  readonly version: string;
  readonly fields: readonly string[];
  readonly key: string;
  readonly value: T;
}

/** An entry that is no update. */
export interface UnreadableEntry {
  readonly id: string;
  readonly version: string;
  readonly fields: readonly string[];
  readonly problem: string;
}

/** Digits of the largest time until the year 318857, and of the largest number in a millisecond (64 bits). */
const MS_DIGITS = 16;
const SEQUENCE_DIGITS = 20;
const VERSION = new RegExp(`^\\d{${MS_DIGITS}}-\\d{${SEQUENCE_DIGITS}}$`);

/** Names of the fields of an entry. */
export const FIELD = { key: "k", value: "v", version: "o", reason: "r" } as const;

/** The version of an entry: texts of one length, in the order of the ids of its stream. */
export function versionOf(id: string): string {
  const [ms = "", sequence = ""] = id.split("-");
  return `${ms.padStart(MS_DIGITS, "0")}-${sequence.padStart(SEQUENCE_DIGITS, "0")}`;
}

/** Milliseconds since 1970 at which an entry was added, by the clock of its primary. */
export function addedAt(id: string): number {
  return Number(id.split("-", 1)[0]);
}

/** Fields by name; of two with one name the last counts. */
export function fieldsOf(fields: readonly string[]): ReadonlyMap<string, string> {
  const pairs: [string, string][] = [];
  for (let n = 0; n + 1 < fields.length; n += 2) pairs.push([fields[n] ?? "", fields[n + 1] ?? ""]);
  return new Map(pairs);
}

/** Reads an entry: whoever may write to the stream may have added anything. */
export function readEntry<T>(
  [id, fields]: RawEntry,
  schema: ValueSchema<T> | undefined,
): QueuedUpdate<T> | UnreadableEntry {
  const named = fieldsOf(fields);
  const [key, text] = [named.get(FIELD.key), named.get(FIELD.value)];
  // An update that was a dead letter keeps its place among those of its key.
  const version = named.get(FIELD.version) ?? versionOf(id);
  const entry = { id, version, fields };
  if (!VERSION.test(version)) {
    return { ...entry, version: versionOf(id), problem: "its version is none" };
  }
  if (key === undefined || text === undefined)
    return { ...entry, problem: "it has no key or value" };
  try {
    const value = decodeJson(text);
    return { ...entry, key, value: schema === undefined ? (value as T) : schema.parse(value) };
  } catch (error) {
    return { ...entry, problem: `its value cannot be read: ${(error as Error).message}` };
  }
}
