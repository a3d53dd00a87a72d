import type { CacheTags, TagVersions } from "../tags/cache-tags";
import type { KeyVersion } from "./key-version";

/** Tags of an entry, and who knows their versions. */
export interface EntryTags {
  readonly in: CacheTags;
  readonly names: readonly string[];
}

/** Versions as far as there are any. */
export interface SeenVersion {
  readonly own: string | undefined;
  readonly tags: TagVersions;
  /** All as one text; `undefined` when one of them is gone. */
  readonly text: string | undefined;
}

/** What an entry is stored for. */
export interface BegunVersion {
  /** All versions as one text. */
  readonly text: string;
  readonly tags: TagVersions;
}

const NO_TAGS: TagVersions = new Map();

/** The versions of all that an entry depends on, its own and those of its tags: it is of now when each of them is. */
export class EntryVersion {
  constructor(
    private readonly key: KeyVersion,
    private readonly tags: EntryTags | undefined,
  ) {}

  async current(): Promise<SeenVersion> {
    const { tags } = this;
    const [own, ofTags] = await Promise.all([
      this.key.current(),
      tags?.in.current(tags.names) ?? NO_TAGS,
    ]);
    const isWhole = own !== undefined && ofTags.size === new Set(tags?.names).size;
    return { own, tags: ofTags, text: isWhole ? textOf(own, ofTags) : undefined };
  }

  /** For a load that follows on a look; see `KeyVersion.begin`. */
  async begin(seen: SeenVersion): Promise<BegunVersion | undefined> {
    const { tags } = this;
    const [own, ofTags] = await Promise.all([
      this.key.begin(seen.own),
      tags === undefined ? NO_TAGS : tags.in.beginWith(tags.names, seen.tags),
    ]);
    if (own === undefined || ofTags === undefined) return undefined;
    return { text: textOf(own, ofTags), tags: ofTags };
  }
}

/** Versions have no blank. */
function textOf(own: string, tags: TagVersions): string {
  return [own, ...tags.values()].join(" ");
}
