import { growth } from "../sample/growth";
import type { MemcachedNodeSample } from "../sample/memcached-sample";
import { refusedBySlab, statNumber } from "../sample/stats";
import { answeredFigures } from "./answered";
import type { NodeFigures } from "./node-figures";
import { percentOf } from "./share";

const MS_PER_SECOND = 1000;

/** What is judged of a node of a ring. */
export interface MemcachedFigures extends NodeFigures {
  /** Items that were refused in the window for want of memory. */
  readonly outOfMemory: number | undefined;
  /** How often in the window a connection was refused, or had to wait, at the limit. */
  readonly atConnectionLimit: number | undefined;
}

/**
 * Figures of a node between two samples of it.
 *
 * @param before an earlier one of the same node; without it nothing is known of the window
 * @param now milliseconds since 1970
 */
export function memcachedFigures(
  before: MemcachedNodeSample | undefined,
  after: MemcachedNodeSample,
  now: number,
): MemcachedFigures {
  const number = (name: string): number | undefined => statNumber(after.stats, name);
  const grown = (name: string): number | undefined => grownBy(before, after, name);
  const hits = grown("get_hits");
  const misses = grown("get_misses");
  const reads = hits === undefined || misses === undefined ? undefined : hits + misses;
  const commands = sum([reads, grown("cmd_set"), grown("cmd_touch"), grown("cmd_flush")]);
  const seconds = before === undefined ? 0 : (after.at - before.at) / MS_PER_SECOND;
  return {
    ...answeredFigures(after, now),
    version: after.stats["version"],
    uptimeSeconds: number("uptime"),
    commandsPerSecond: commands === undefined || seconds <= 0 ? undefined : commands / seconds,
    reads,
    hitPercent: percentOf(hits, reads),
    usedBytes: number("bytes"),
    limitBytes: number("limit_maxbytes"),
    connections: number("curr_connections"),
    evicted: grown("evictions"),
    authenticationFailures: grown("auth_errors"),
    outOfMemory: before === undefined ? undefined : refusedItems(before, after),
    // It refuses or lets wait, as `maxconns_fast` says.
    atConnectionLimit: sum([grown("listen_disabled_num"), grown("rejected_connections")]),
  };
}

function grownBy(
  before: MemcachedNodeSample | undefined,
  after: MemcachedNodeSample,
  name: string,
): number | undefined {
  const from = before === undefined ? undefined : statNumber(before.stats, name);
  const to = statNumber(after.stats, name);
  if (before === undefined || from === undefined || to === undefined) return undefined;
  return growth(from, to, isSameRun(before, after));
}

/** By their size, which is how memory is given out; the general figures count only writes in ASCII. */
function refusedItems(before: MemcachedNodeSample, after: MemcachedNodeSample): number {
  const refused = ({ items }: MemcachedNodeSample): number =>
    refusedBySlab(items).reduce((total, [, count]) => total + count, 0);
  return growth(refused(before), refused(after), isSameRun(before, after));
}

/** In containers every server has the same process id, but its uptime begins anew. */
function isSameRun(before: MemcachedNodeSample, after: MemcachedNodeSample): boolean {
  const isYounger =
    (statNumber(after.stats, "uptime") ?? 0) < (statNumber(before.stats, "uptime") ?? 0);
  return before.stats["pid"] === after.stats["pid"] && !isYounger;
}

function sum(values: readonly (number | undefined)[]): number | undefined {
  let total = 0;
  for (const value of values) {
    if (value === undefined) return undefined;
    total += value;
  }
  return total;
}
