import { CheckSkip } from "../../../check";

/** What `deleteMatching` looks at in a second unless told otherwise. */
const MOST_KEYS_PER_SECOND = 50_000;
const LEAST_KEYS_PER_SECOND = 100;
/** Seconds that a deletion goes on, so that a shard changes hands in the middle. */
const SWEEP_SECONDS = 2;
/** A check looks through all of them three times or more. */
const MOST_KEYS = 1_000_000;

/**
 * Keys to look at in a second, so that a deletion takes a while and no longer than it must.
 *
 * @param keys that the cluster holds
 * @throws CheckSkip where it holds too many
 */
export function sweepPace(keys: number): number {
  if (keys > MOST_KEYS) {
    throw new CheckSkip(
      `the cluster holds ${keys} keys: to look through more than ${MOST_KEYS} takes longer than a check may`,
    );
  }
  const paced = Math.ceil(keys / SWEEP_SECONDS);
  return Math.min(MOST_KEYS_PER_SECOND, Math.max(LEAST_KEYS_PER_SECOND, paced));
}
