import { CacheAside } from "../../../clients/cache/aside/cache-aside";
import type { Cache } from "../../../clients/cache/cache";
import { WriteThrough } from "../../../clients/cache/through/write-through";
import type { Manifest } from "../../../constructs/core/manifest";
import type { CheckContext } from "../../check";
import { judgeFigure, type Observation } from "../judge";
import { RowLoad, type RowPattern, type RowsSeen } from "./row-load";
import { type Row, Rows } from "./rows";

/** Entries of a run that was killed are gone after that. */
const TTL_SECONDS = 60;
const ROWS = 40;

/** Which pattern is under test. */
export type PatternName = "cacheAside" | "writeThrough";

/** Starts readers and writers of rows through a pattern; they end with the check, and delete what they have stored. */
export function startPattern(
  context: CheckContext<Manifest>,
  cache: Cache,
  name: PatternName,
): RowLoad {
  const rows = new Rows();
  const ids = Array.from({ length: ROWS }, (_, row) => String(row));
  const keyOf = (id: string): string => `cf-smoke:${context.runId}:${name}:${id}`;
  context.onExit(async () => {
    for (const key of ids.map(keyOf)) {
      for (const one of [key, `${key}:version`, `${key}:lock`]) await cache.delete(one);
    }
  });
  const props = {
    ...{ cache, keyOf, ttlSeconds: TTL_SECONDS },
    load: (id: string): Promise<Row> => rows.read(id),
  };
  const pattern = name === "cacheAside" ? asideOf(props) : throughOf(context, props);
  const load = new RowLoad(rows, pattern, ids, context);
  context.onExit(async () => void (await load.stop()));
  return load;
}

interface PatternProps {
  readonly cache: Cache;
  readonly keyOf: (id: string) => string;
  readonly ttlSeconds: number;
  readonly load: (id: string) => Promise<Row>;
}

function asideOf(props: PatternProps): RowPattern {
  const aside = new CacheAside(props);
  return {
    get: (id) => aside.get(id),
    change: (id, write) => aside.update(id, write),
    repair: (id) => aside.invalidate(id),
  };
}

/** A write that has ended needs no repair: the pattern itself tells the cache again. */
function throughOf(context: CheckContext<Manifest>, props: PatternProps): RowPattern {
  let write: () => Promise<void> = () => Promise.resolve();
  const through = new WriteThrough<string, Row>({ ...props, store: () => write() });
  context.onExit(() => Promise.resolve(through.close()));
  return {
    get: (id) => through.get(id),
    change: (id, change) => {
      // `save` calls its store before it waits for anything.
      write = change;
      return through.save(id, { revision: 0 });
    },
    repair: () => Promise.resolve(),
  };
}

/** @param what a fault that went on meanwhile */
export function judgeRows(seen: RowsSeen, what: string): Observation[] {
  const first = (list: readonly string[]): string =>
    list.length === 0 ? "" : `: ${list.slice(0, 3).join(", ")}`;
  return [
    {
      holds: seen.reads > 0 && seen.changes > 0,
      seen: `${seen.reads} reads and ${seen.changes} changes while ${what}, ${seen.repaired} of which the cache was told later`,
    },
    {
      ...judgeFigure({
        what: "old values",
        unit: "count",
        measured: seen.old.length,
        atMost: 0,
        derivation: "a change that has ended is seen by every read that begins afterwards",
      }),
      seen: `${seen.old.length} reads of old values${first(seen.old)}`,
    },
    {
      holds: seen.failures.length === 0,
      seen: `${seen.failures.length} reads failed${first(seen.failures)}`,
    },
  ];
}
