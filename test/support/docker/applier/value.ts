import type { Json, JsonObject } from "../../template";

/** Stands for what only an apply will tell. */
export const UNKNOWN = Symbol("known after apply");

/** A value as a plan sees it. */
export type Value =
  | null
  | boolean
  | number
  | string
  | typeof UNKNOWN
  | readonly Value[]
  | { readonly [key: string]: Value };

/** Arguments of a resource, or of a block in it. */
export type Attributes = Readonly<Record<string, Value>>;

export function isObject(value: Value | undefined): value is Attributes {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

/** Whether everything in a value is known. */
export function isKnown(value: Value): value is Json {
  if (isList(value)) return value.every(isKnown);
  if (isObject(value)) return Object.values(value).every(isKnown);
  return value !== UNKNOWN;
}

/**
 * Attributes of which an apply knows every one.
 *
 * @throws Error naming one that is not known
 */
export function knownAttributes(attributes: Attributes, where: string): JsonObject {
  const unknown = Object.entries(attributes).find(([, value]) => !isKnown(value));
  if (unknown !== undefined) throw new Error(`${where}.${unknown[0]} is not known yet`);
  return attributes as JsonObject;
}

/** An attribute that is text, and has to be there. */
export function textOf(attributes: Attributes, name: string): string {
  const value = attributes[name];
  if (typeof value !== "string") throw new Error(`"${name}" is no text`);
  return value;
}

/** Text that is the same for equal values, whatever the order of their keys. */
export function canonical(value: Value): string {
  if (isList(value)) return `[${value.map(canonical).join(",")}]`;
  if (isObject(value)) {
    const sorted = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${sorted.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join(",")}}`;
  }
  return value === UNKNOWN ? "unknown" : JSON.stringify(value);
}
