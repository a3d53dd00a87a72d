import { ValidationError } from "../../../constructs/core/errors";
import { requireInteger } from "../../../constructs/core/validate";
import type { Cache, ValueSchema } from "../cache";
import type { CacheTags } from "../tags/cache-tags";

/** How entries are loaded and kept. */
export interface CacheAsideProps<Id, T> {
  readonly cache: Cache;
  /** The key of an id, such as `(id) => keys.key("user", id)`. */
  readonly keyOf: (id: Id) => string;
  /** Reads what is behind the cache; `undefined` says that there is no such thing. */
  readonly load: (id: Id) => Promise<T | undefined>;
  /**
   * Tags of each entry, so that `CacheTags.invalidate` of one makes them old.
   * @default - none
   */
  readonly tags?: { readonly in: CacheTags; readonly of: (id: Id) => readonly string[] };
  /**
   * Checks a value that comes out of the cache; what it refuses is loaded anew.
   * @default - it is taken as it is
   */
  readonly schema?: ValueSchema<T>;
  /**
   * Seconds that a value is fresh, 1 to 2,000,000.
   * @default 3600
   */
  readonly ttlSeconds?: number;
  /**
   * Share by which lifetimes differ, 0 to 0.5, so that what was loaded together does not expire together.
   * @default 0.1
   */
  readonly jitter?: number;
  /**
   * Seconds after that in which the old value is given at once while a new one is loaded, 0 to 500,000.
   * @default 0
   */
  readonly staleSeconds?: number;
  /**
   * Seconds for which it is remembered that there is no such thing, 0 to 86,400; 0 asks each time.
   * @default 30
   */
  readonly missingSeconds?: number;
  /**
   * Seconds for which one process keeps the others from loading the same key, 2 to 300; they wait for its
   * result, and load themselves when none has come by then. Longer than a load takes.
   *
   * @default 10
   */
  readonly lockSeconds?: number;
  /**
   * What `get` does when the cache fails: `load` asks the source, once per key and process at a time; `fail` rejects.
   * @default "load"
   */
  readonly onCacheFailure?: "load" | "fail";
  /**
   * Hears of failures that no caller is told of: of the cache where `onCacheFailure` is `load`, and of loads in the
   * background.
   *
   * @default - nobody
   */
  readonly onError?: (key: string, error: Error) => void;
}

const DEFAULTS = {
  ttlSeconds: 3600,
  jitter: 0.1,
  staleSeconds: 0,
  missingSeconds: 30,
  lockSeconds: 10,
  onCacheFailure: "load",
} as const;
const MAX_JITTER = 0.5;

/** Props with their defaults. */
export type CompleteProps<Id, T> = CacheAsideProps<Id, T> &
  Required<Pick<CacheAsideProps<Id, T>, keyof typeof DEFAULTS>>;

/** @throws ValidationError CACHE_ASIDE_INVALID */
export function completeProps<Id, T>(given: CacheAsideProps<Id, T>): CompleteProps<Id, T> {
  const props = { ...DEFAULTS, ...given };
  requireSeconds("ttlSeconds", props.ttlSeconds, 1, 2_000_000);
  requireSeconds("staleSeconds", props.staleSeconds, 0, 500_000);
  requireSeconds("missingSeconds", props.missingSeconds, 0, 86_400);
  requireSeconds("lockSeconds", props.lockSeconds, 2, 300);
  requireTagsLiveLonger(props);
  if (props.jitter >= 0 && props.jitter <= MAX_JITTER) return props;
  throw new ValidationError("CACHE_ASIDE_INVALID", {
    problem: "jitter is not a share in its range",
    received: String(props.jitter),
    allowed: `0 to ${MAX_JITTER}`,
    fix: "change jitter",
  });
}

/** Seconds that an entry may live at most. */
export function longestSecondsOf(
  props: Pick<CompleteProps<unknown, unknown>, "missingSeconds" | "staleSeconds" | "ttlSeconds">,
): number {
  return Math.max(props.ttlSeconds + props.staleSeconds, props.missingSeconds);
}

function requireTagsLiveLonger<Id, T>(props: CompleteProps<Id, T>): void {
  const entrySeconds = props.tags?.in.entrySeconds ?? Infinity;
  if (longestSecondsOf(props) <= entrySeconds) return;
  throw new ValidationError("CACHE_ASIDE_INVALID", {
    problem: "entries may live longer than the bookkeeping of their tags",
    received: `${longestSecondsOf(props)} seconds`,
    allowed: `at most ${entrySeconds}, entrySeconds of the tags`,
    fix: "raise entrySeconds of the CacheTags, or lower ttlSeconds and staleSeconds",
  });
}

function requireSeconds(what: string, value: number, min: number, max: number): void {
  requireInteger("CACHE_ASIDE_INVALID", what, value, { min, max, unit: "seconds" });
}
