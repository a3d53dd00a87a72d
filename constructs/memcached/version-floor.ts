import { unpatchedWarning } from "../core/unpatched-warning";
import { isVersionBelow } from "../core/version";
import type { MemcachedBuild } from "./model";

/**
 * First version without known defects, looked up in November 2026: 1.6.42 ends a time difference that
 * tells of a password (CVE-2026-47783), 1.6.44 a read beyond a buffer at login (CVE-2026-90698), 1.6.45
 * the crashes after them.
 */
export const MEMCACHED_FLOOR = "1.6.45";

/** What a synth says of an installed memcached whose number alone does not tell whether it is safe. */
export function memcachedWarning({ version }: Pick<MemcachedBuild, "version">): string | undefined {
  if (!isVersionBelow(version, MEMCACHED_FLOOR)) return undefined;
  return unpatchedWarning("memcached", version, MEMCACHED_FLOOR);
}
