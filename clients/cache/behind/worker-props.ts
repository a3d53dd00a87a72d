import { requireInteger } from "../../../constructs/core/validate";
import type { ValueSchema } from "../cache";
import type { VersionedStore, VersionedUpdate } from "./versioned-store";
import { confirmationOf, type QueueAccessProps } from "./write-behind-props";

/** An update that became a dead letter. */
export interface BuriedUpdate {
  /** `undefined` for an entry that has none. */
  readonly key: string | undefined;
  readonly version: string;
  readonly reason: string;
}

/** How updates are brought to the store. */
export interface WriteBehindWorkerProps<T> extends QueueAccessProps {
  readonly store: VersionedStore<T>;
  /**
   * Checks a value that comes out of the queue; what it refuses becomes a dead letter.
   * @default - it is taken as it is
   */
  readonly schema?: ValueSchema<T>;
  /**
   * Entries that are read at once, 1 to 10,000; of each key the newest is stored.
   * @default 100
   */
  readonly batchSize?: number;
  /**
   * Milliseconds between two looks at a partition that had less than a whole batch, 5 to 60,000: so long updates gather.
   * @default 100
   */
  readonly batchMs?: number;
  /**
   * Milliseconds after which others take over the partitions of a worker that has died, 1000 to 600,000.
   * @default 10000
   */
  readonly leaseMs?: number;
  /**
   * Tries after which an update that fails, while others succeed, becomes a dead letter, 1 to 1000.
   * @default 5
   */
  readonly attempts?: number;
  /**
   * Longest pause in milliseconds while the store or the cluster fails, 100 to 600,000. The first is 100, and they double.
   * @default 10000
   */
  readonly longestPauseMs?: number;
  /**
   * Hears of updates that the store has, before they leave the queue: the place to invalidate a cache. If it rejects or the
   * process ends, it hears of them again.
   *
   * @default - nobody
   */
  readonly onStored?: (updates: readonly VersionedUpdate<T>[]) => Promise<void>;
  /**
   * Hears of each dead letter once it is kept.
   * @default - nobody
   */
  readonly onDeadLetter?: (letter: BuriedUpdate) => void;
  /**
   * Hears of each failure; what failed is tried again.
   * @default - nobody
   */
  readonly onError?: (error: Error) => void;
}

const DEFAULTS = {
  batchSize: 100,
  batchMs: 100,
  leaseMs: 10_000,
  attempts: 5,
  longestPauseMs: 10_000,
} as const;
const CODE = "WRITE_BEHIND_INVALID";

/** Props with their defaults. */
export type CompleteWorkerProps<T> = WriteBehindWorkerProps<T> &
  Required<Pick<WriteBehindWorkerProps<T>, keyof typeof DEFAULTS | "replicas" | "confirmMs">>;

/** @throws ValidationError WRITE_BEHIND_INVALID */
export function completeWorkerProps<T>(given: WriteBehindWorkerProps<T>): CompleteWorkerProps<T> {
  const props = { ...DEFAULTS, ...given, ...confirmationOf(given) };
  const within = (what: keyof typeof DEFAULTS, min: number, max: number): number =>
    requireInteger(CODE, what, props[what], { min, max });
  within("batchSize", 1, 10_000);
  within("batchMs", 5, 60_000);
  within("leaseMs", 1000, 600_000);
  within("attempts", 1, 1000);
  within("longestPauseMs", 100, 600_000);
  return props;
}
