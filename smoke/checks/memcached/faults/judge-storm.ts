import type { MemcachedStats } from "../../../../clients/memcached/stats";
import { judgeFigure, type Observation } from "../../judge";
import { judgeServed, tenths, timeoutFigure, within } from "./judge-load";
import { figureOf } from "./node-figures";
import type { RingStage } from "./ring-stage";

/** Connections beyond what the node takes. */
export const TOO_MANY = 64;
/** Files of a server that are neither connections nor its threads': 5, 3, 2 and 1, in the order of their figure. */
const OTHER_FILES = 11;

/** A node at the height of a storm. */
export interface Height {
  readonly at: MemcachedStats;
  /** Connections of the storm that the node has not turned away. */
  readonly open: number;
  /** What became of a login. */
  readonly code: string | undefined;
  readonly loginMs: number;
}

/** What the node did at the height of the storm. @param count connections of the storm */
export function judgeHeight(
  { delay, timeoutMs }: RingStage,
  before: MemcachedStats,
  { at, code, loginMs, open }: Height,
  count: number,
): Observation[] {
  const most = figureOf(at, "max_connections");
  return [
    judgeFigure({
      what: "connections of the node",
      unit: "count",
      measured: figureOf(at, "curr_connections"),
      atMost: most,
      atLeast: most - 1 - figureOf(at, "reserved_fds") - OTHER_FILES,
      derivation: `memcached.c turns away at max_connections ${most} less one, by its number of files or of connections and reserved_fds, which are those of its threads; ${OTHER_FILES} more files are of the thread that listens, standard streams, listeners and the log of the system`,
    }),
    judgeFigure({
      what: `of ${count} connections of the storm turned away`,
      unit: "count",
      measured: count - open,
      atLeast: TOO_MANY,
      derivation: `${TOO_MANY} more than the node could take`,
    }),
    judgeFigure({
      what: "counted as turned away",
      unit: "count",
      measured: turnedAway(before, at),
      atLeast: 1,
      derivation:
        "rejected_connections, or listen_disabled_num where the server lets clients queue",
    }),
    judgeFigure({
      what: `new login meanwhile (${code ?? "served"}) ended after`,
      unit: "ms",
      measured: tenths(loginMs),
      atMost: timeoutMs + delay.longestMs() + 1,
      derivation: `the client's time-out of ${timeoutMs} ms, and the longest turn of this process's event loop`,
    }),
    { holds: code !== undefined, seen: `new login meanwhile: ${code ?? "served"}` },
  ];
}

export function judgeLoginAfter(
  { delay, timeoutMs }: RingStage,
  loginMs: number | undefined,
): Observation {
  return judgeFigure({
    what: "new login after the storm",
    unit: "ms",
    measured: loginMs === undefined ? undefined : tenths(loginMs),
    atMost: 2 * timeoutMs + delay.longestMs() + 1,
    derivation: `a node sees the end of a connection at once: a login that begins within the client's time-out of ${timeoutMs} ms has to be served within another`,
  });
}

/** Clients that were connected before the storm. */
export function judgeConnected(stage: RingStage, from: number): Observation[] {
  const { delay, load, server, timeoutMs } = stage;
  const own = within(load.requests, { from, to: Infinity }).filter((one) => one.server === server);
  return [
    judgeServed("requests to the node", own, "who is connected keeps its place"),
    timeoutFigure("slowest request to the node", own, delay.longestMs(), timeoutMs),
  ];
}

/** Connections that the node has turned away since. */
export function turnedAway(before: MemcachedStats, at: MemcachedStats): number {
  return ["rejected_connections", "listen_disabled_num"].reduce(
    (sum, name) => sum + figureOf(at, name) - figureOf(before, name),
    0,
  );
}
