import type { JsonValue } from "../json-value";
import type { ValueSchema } from "../cache";

/** What cache-aside stores: a value, or that there is none, for a version. */
export interface Entry {
  readonly version: string;
  /** Milliseconds since 1970 up to which it is used without another look at the source. */
  readonly freshUntil: number;
  /** @default - the source has none */
  readonly value?: JsonValue;
}

/** Takes what has the members of an entry; the value is for the user's own schema. */
export const entrySchema: ValueSchema<Entry> = {
  parse: (stored) => {
    const { freshUntil, version } = (stored ?? {}) as Partial<Entry>;
    if (typeof version === "string" && typeof freshUntil === "number") return stored as Entry;
    throw new TypeError("no entry of cache-aside");
  },
};
