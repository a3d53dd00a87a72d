import { requireInteger } from "../../../constructs/core/validate";
import type { Cache, EntryOptions, ValueSchema } from "../cache";
import { encodeJson, type JsonValue } from "../json-value";
import type { CacheTags, TagVersions } from "./cache-tags";
import {
  anyValue,
  encodedEntry,
  isCurrent,
  type TaggedEntry,
  taggedEntry,
  tagsOf,
} from "./tagged-entry";

const HOUR_SECONDS = 3600;

/** How an entry is stored. */
export interface TaggedEntryOptions extends EntryOptions {
  /**
   * Names of tags, of which the versions of now count; or versions that were taken by `CacheTags.begin` before
   * the value was read from where it comes from.
   */
  readonly tags: Iterable<string> | TagVersions;
  /**
   * Whole seconds, 1 to `entrySeconds` of the tags.
   * @default - an hour, or `entrySeconds` of the tags if that is less
   */
  readonly ttlSeconds?: number;
}

/**
 * Entries with tags. A look costs two rounds: the entry, then its tags.
 *
 * A user of Redis needs `GET`, `SET` and `DEL` on the keys, and what `CacheTags` needs.
 */
export class TaggedCache {
  constructor(
    private readonly cache: Cache,
    private readonly tags: CacheTags,
  ) {}

  /** The value, or `undefined` when there is none whose tags are all of now. */
  get(key: string): Promise<JsonValue | undefined>;
  /** The same, checked: what the schema refuses is a miss. */
  get<T>(key: string, schema: ValueSchema<T>): Promise<T | undefined>;
  async get<T>(key: string, schema?: ValueSchema<T>): Promise<JsonValue | T | undefined> {
    const entry = await this.cache.get(key, entryOf(schema));
    if (entry === undefined) return undefined;
    const now = await this.tags.current(tagsOf([entry]));
    return isCurrent(entry, now) ? entry.value : undefined;
  }

  /** The values that there are, by key, in the order of the keys; each tag is asked for once. */
  getMany(keys: Iterable<string>): Promise<Map<string, JsonValue>>;
  getMany<T>(keys: Iterable<string>, schema: ValueSchema<T>): Promise<Map<string, T>>;
  async getMany<T>(
    keys: Iterable<string>,
    schema?: ValueSchema<T>,
  ): Promise<Map<string, JsonValue | T>> {
    const entries = await this.cache.getMany(keys, entryOf(schema));
    const now = await this.tags.current(tagsOf(entries.values()));
    const valid = [...entries].filter(([, entry]) => isCurrent(entry, now));
    return new Map(valid.map(([key, { value }]) => [key, value]));
  }

  /**
   * Stores a value.
   *
   * @returns whether it was stored: it is not where the engine keeps no version of a tag, as its memory is full
   * @throws ValidationError CACHE_VALUE_INVALID, CACHE_VALUE_TOO_LARGE, CACHE_TTL_INVALID
   */
  async set(key: string, value: unknown, options: TaggedEntryOptions): Promise<boolean> {
    const { entrySeconds } = this.tags;
    const ttlSeconds = options.ttlSeconds ?? Math.min(HOUR_SECONDS, entrySeconds);
    const range = { min: 1, max: entrySeconds, unit: "seconds, entrySeconds of the tags" };
    requireInteger("CACHE_TTL_INVALID", "ttlSeconds", ttlSeconds, range);
    // Nothing is counted that is refused.
    const text = encodeJson(value);
    const [before, versions] = await Promise.all([
      this.cache.get(key, entryOf(undefined)),
      isVersions(options.tags) ? options.tags : this.tags.begin(options.tags),
    ]);
    if (versions === undefined) return false;
    const counted = new Map(before?.tags);
    await this.tags.count(
      new Map([...versions].filter(([tag, version]) => counted.get(tag) !== version)),
    );
    await this.cache.set(key, encodedEntry(versions, text), { ttlSeconds });
    return true;
  }

  /** Whether there was an entry, valid or not. */
  delete(key: string): Promise<boolean> {
    return this.cache.delete(key);
  }
}

function entryOf<T>(schema: ValueSchema<T> | undefined): ValueSchema<TaggedEntry<JsonValue | T>> {
  return taggedEntry<JsonValue | T>(schema ?? anyValue);
}

function isVersions(tags: TaggedEntryOptions["tags"]): tags is TagVersions {
  return tags instanceof Map;
}
