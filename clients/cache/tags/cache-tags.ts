import { requireInteger } from "../../../constructs/core/validate";
import { KeyVersion } from "../aside/key-version";
import type { Cache, ValueSchema } from "../cache";
import { notInvalidated } from "../not-invalidated";

/** Bookkeeping outlives every entry that it is about. */
const SPARE_SECONDS = 60;
const DAY_SECONDS = 86_400;
/** A year, the longest lifetime on Redis, less what bookkeeping lives longer. */
const MAX_ENTRY_SECONDS = 31_535_940;

/** Which tags there are, and how long entries with them may live. */
export interface CacheTagsProps {
  readonly cache: Cache;
  /** The key of a tag, such as `(tag) => keys.key("tag", tag)`. */
  readonly keyOf: (tag: string) => string;
  /**
   * Longest lifetime of an entry with tags in seconds, 1 to 31,535,940, on Memcached to 2,591,940. The bookkeeping of a
   * tag under which nothing is stored any more is gone a minute after that.
   *
   * @default 86400
   */
  readonly entrySeconds?: number;
}

/** What became old with a tag. */
export interface TagInvalidation {
  /**
   * How often an entry was stored under the tag since it was invalidated last, without those that replaced a valid one.
   * What has expired since is in it, so it is the most that can have become old; `undefined` where the node that
   * counts did not answer.
   */
  readonly entries: number | undefined;
}

/** Versions by the tags that they are of. */
export type TagVersions = ReadonlyMap<string, string>;

const wholeNumber: ValueSchema<number> = {
  parse: (value) => {
    if (Number.isInteger(value)) return value as number;
    throw new TypeError("a count is a whole number");
  },
};

/**
 * Tags of entries, each of which makes all of its entries old at once, wherever they lie: a tag has a version, an entry
 * carries those of its tags, and one of another version is a miss. Nothing is deleted; old entries expire.
 *
 * A user of Redis needs `GET`, `SET`, `EXPIRE` and `INCR` on the keys of tags with `:version` and `:count:…` behind.
 */
export class CacheTags {
  /** Longest lifetime of an entry in seconds. */
  readonly entrySeconds: number;

  /** @throws ValidationError CACHE_TAGS_INVALID */
  constructor(private readonly props: CacheTagsProps) {
    const { entrySeconds = DAY_SECONDS } = props;
    const range = { min: 1, max: MAX_ENTRY_SECONDS, unit: "seconds" };
    this.entrySeconds = requireInteger("CACHE_TAGS_INVALID", "entrySeconds", entrySeconds, range);
  }

  /** The versions of now, without those that are gone. */
  current(tags: Iterable<string>): Promise<TagVersions> {
    return versionsOf(tags, (tag) => this.versionOf(tag).current());
  }

  /**
   * The versions of now, each for a whole lifetime. Whoever takes them before reading what an entry is made of stores
   * none that is valid and old. `undefined` when an engine keeps none for as long as a look takes.
   */
  async begin(tags: Iterable<string>): Promise<TagVersions | undefined> {
    return this.beginWith(tags, await this.current(tags));
  }

  /** The same, of what `current` has just given for the tags. */
  async beginWith(tags: Iterable<string>, seen: TagVersions): Promise<TagVersions | undefined> {
    const names = new Set(tags);
    const versions = await versionsOf(names, (tag) => this.versionOf(tag).begin(seen.get(tag)));
    return versions.size === names.size ? versions : undefined;
  }

  /** Counts an entry that is about to be stored with these versions. */
  async count(versions: TagVersions): Promise<void> {
    const ttlSeconds = this.lifetime;
    await Promise.all(
      [...versions].map(([tag, version]) =>
        this.props.cache.increment(this.countKey(tag, version), { ttlSeconds }),
      ),
    );
  }

  /** Makes every entry with a tag old. @throws OperationError CACHE_NOT_INVALIDATED */
  async invalidate(tag: string): Promise<TagInvalidation> {
    const version = this.versionOf(tag);
    try {
      const before = await version.current();
      // Another node may hold the count: that it fails keeps no entry valid.
      const [counted, replaced] = await Promise.allSettled([
        before === undefined ? 0 : this.entriesOf(tag, before),
        version.replace(),
      ]);
      if (replaced.status === "rejected") throw replaced.reason;
      return { entries: counted.status === "fulfilled" ? counted.value : undefined };
    } catch (cause) {
      throw notInvalidated(this.props.keyOf(tag), this.entrySeconds, cause);
    }
  }

  private async entriesOf(tag: string, version: string): Promise<number> {
    return (await this.props.cache.get(this.countKey(tag, version), wholeNumber)) ?? 0;
  }

  /** Each version counts anew. */
  private countKey(tag: string, version: string): string {
    return `${this.props.keyOf(tag)}:count:${version}`;
  }

  private versionOf(tag: string): KeyVersion {
    return new KeyVersion(this.props.cache, this.props.keyOf(tag), this.lifetime);
  }

  private get lifetime(): number {
    return this.entrySeconds + SPARE_SECONDS;
  }
}

async function versionsOf(
  tags: Iterable<string>,
  versionOf: (tag: string) => Promise<string | undefined>,
): Promise<TagVersions> {
  const names = [...new Set(tags)].sort();
  const found = await Promise.all(names.map(async (tag) => [tag, await versionOf(tag)] as const));
  return new Map(found.filter((one): one is [string, string] => one[1] !== undefined));
}
