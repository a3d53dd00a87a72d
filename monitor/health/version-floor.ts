import { isVersionBelow } from "../../constructs/core/version";
import { MEMCACHED_FLOOR } from "../../constructs/memcached/version-floor";
import { type EngineName, shortcomingOf } from "../../constructs/redis/engine-floors";
import type { Measured } from "./measure";

/**
 * Whether a server is below the floor of its line: 1, or 0.
 *
 * @param engine `undefined` where the number does not tell whether a release has its fixes
 */
export function redisVersionFloor(
  engine: EngineName | undefined,
  version: string | undefined,
): Measured | undefined {
  if (engine === undefined || version === undefined) return undefined;
  const shortcoming = shortcomingOf(engine, version);
  if (shortcoming === undefined) return { value: 0 };
  const floor = shortcoming.kind === "below floor" ? shortcoming.floor : shortcoming.instead;
  return { value: 1, note: `${version}, the floor is ${floor.floor}; ${floor.reason}` };
}

/** The same for a server of a ring. @param isTelling whether the number tells if a release has its fixes */
export function memcachedVersionFloor(
  isTelling: boolean,
  version: string | undefined,
): Measured | undefined {
  if (!isTelling || version === undefined) return undefined;
  if (!isVersionBelow(version, MEMCACHED_FLOOR)) return { value: 0 };
  return { value: 1, note: `${version}, the floor is ${MEMCACHED_FLOOR}` };
}
