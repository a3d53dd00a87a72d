import type { ValueSchema } from "../cache";
import { JsonText, type JsonValue } from "../json-value";
import type { TagVersions } from "./cache-tags";

/** A value with the versions that its tags had when it was made. */
export interface TaggedEntry<T> {
  readonly tags: readonly (readonly [tag: string, version: string])[];
  readonly value: T;
}

/** Takes what has the members of an entry, with a value that the schema takes. */
export function taggedEntry<T>(schema: ValueSchema<T>): ValueSchema<TaggedEntry<T>> {
  return {
    parse: (stored) => {
      const { tags, value } = (stored ?? {}) as Partial<TaggedEntry<JsonValue>>;
      if (!Array.isArray(tags) || !tags.every(isPair) || value === undefined) {
        throw new TypeError("no entry with tags");
      }
      return { tags, value: schema.parse(value) };
    },
  };
}

/** An entry of a value that was encoded already. */
export function encodedEntry(tags: TagVersions, value: string): JsonText {
  return new JsonText(`{"tags":${JSON.stringify([...tags])},"value":${value}}`);
}

/** Takes every value that JSON can hold. */
export const anyValue: ValueSchema<JsonValue> = { parse: (value) => value as JsonValue };

/** The tags of entries. */
export function tagsOf(entries: Iterable<TaggedEntry<unknown>>): string[] {
  return [...entries].flatMap(({ tags }) => tags.map(([tag]) => tag));
}

/** Whether every tag has the version that the entry carries. */
export function isCurrent({ tags }: TaggedEntry<unknown>, now: TagVersions): boolean {
  return tags.every(([tag, version]) => now.get(tag) === version);
}

function isPair(pair: unknown): boolean {
  return Array.isArray(pair) && pair.length === 2 && pair.every((one) => typeof one === "string");
}
