import type { MemcachedStats } from "../../../../clients/memcached/stats";
import { judgeFigure, type Judgement, type Observation } from "../../judge";
import { figureOf } from "./node-figures";
import type { FoundItems, Pressure } from "./pressure";
import type { WitnessReport } from "./witnesses";

export const EVICTION_JUDGEMENT: Judgement = {
  expected:
    "what does not fit is dropped and counted, the item in use kept, no write refused, no value wrong, and nothing dropped by the other nodes",
  hint: "the server must evict (no -M) and keep what is used apart from what is not (lru_segmented); see the sizes of items of the node",
};

/** Bytes of a value: a page of the server has some sixty of them. */
export const VALUE_BYTES = 16_000;
const PAGE_BYTES = 1024 * 1024;

/** A node before and after more was written to it than it holds. */
export interface EvictionSeen {
  /** As in `ring.servers`. */
  readonly server: string;
  /** Items written. */
  readonly count: number;
  readonly before: ReadonlyMap<string, MemcachedStats>;
  readonly after: ReadonlyMap<string, MemcachedStats>;
  readonly pressure: Pick<Pressure, "inUse" | "refusals">;
  readonly found: FoundItems;
  readonly report: WitnessReport;
}

export function judgeEviction(seen: EvictionSeen): Observation[] {
  const { count, found, pressure, server } = seen;
  const own = seen.after.get(server) ?? {};
  const limit = figureOf(own, "limit_maxbytes");
  const evictions = evictedSince(seen, server);
  const { refusals } = pressure;
  return [
    judgeFigure({ what: "evictions of the node", unit: "count", measured: evictions }),
    judgeFigure({
      what: `of ${count} items dropped`,
      unit: "count",
      measured: found.missing,
      atLeast: count - Math.floor((limit + PAGE_BYTES) / VALUE_BYTES),
      atMost: evictions,
      derivation: `a memory of ${limit} bytes, and a page that each size of items gets whatever the limit, hold no more; each item that is dropped is counted`,
    }),
    judgeFigure({
      what: "bytes of items",
      unit: "bytes",
      measured: figureOf(own, "bytes"),
      atMost: limit + PAGE_BYTES,
      derivation: "limit_maxbytes, and a page that each size of items gets whatever the limit",
    }),
    judgeFigure({
      what: `of ${pressure.inUse.reads} reads of the item in use missed`,
      unit: "count",
      measured: pressure.inUse.misses,
      atMost: 0,
      derivation:
        "an item that was read twice is moved away from the end at which items are dropped",
    }),
    {
      holds: refusals.length === 0,
      seen: `${refusals.length} requests refused${refusals[0] === undefined ? "" : `: ${refusals[0]}`}`,
    },
    judgeFigure({
      what: "wrong values",
      unit: "count",
      measured: found.wrong + pressure.inUse.wrong + seen.report.wrong.length,
      atMost: 0,
      derivation: "each value tells its key and its write",
    }),
    ...judgeOtherNodes(seen),
  ];
}

/** A node that has dropped items before the check is under pressure of its own. */
function judgeOtherNodes(seen: EvictionSeen): Observation[] {
  const others = [...seen.before.keys()].filter((server) => server !== seen.server);
  const quiet = others.filter(
    (server) => figureOf(seen.before.get(server) ?? {}, "evictions") === 0,
  );
  const sum = (servers: readonly string[], of: (server: string) => number): number =>
    servers.reduce((total, server) => total + of(server), 0);
  return [
    judgeFigure({
      what: "evictions of the other nodes",
      unit: "count",
      measured: sum(quiet, (server) => evictedSince(seen, server)),
      atMost: 0,
      derivation: "each node has a memory of its own",
    }),
    judgeFigure({
      what: "keys of the other nodes missing",
      unit: "count",
      measured: sum(quiet, (server) => seen.report.missing.get(server) ?? 0),
      atMost: 0,
      derivation: "a key is on one node",
    }),
  ];
}

function evictedSince({ after, before }: EvictionSeen, server: string): number {
  const at = (figures: ReadonlyMap<string, MemcachedStats>): number =>
    figureOf(figures.get(server) ?? {}, "evictions");
  return at(after) - at(before);
}
