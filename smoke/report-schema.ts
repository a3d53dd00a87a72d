import { z } from "zod";
import { RUN_KINDS } from "./check";
import type { RunReport } from "./report";

/** The only version that this release reads and writes. */
export const REPORT_SCHEMA = "cachefort.smoke/v1";

const count = z.int().min(0);
const ms = z.number();

const figure = z.object({
  what: z.string(),
  unit: z.enum(["ms", "bytes", "count"]),
  /** Missing when what was waited for never came. */
  measured: z.number().optional(),
  /** The most it may be; missing when it is told and not judged. */
  atMost: z.number().optional(),
  /** The least it may be. */
  atLeast: z.number().optional(),
  /** What the bound follows from. */
  derivation: z.string().optional(),
});

/** In milliseconds. */
const quantiles = z.object({ min: ms, p50: ms, p95: ms, p99: ms, max: ms });

const slotOwners = z.array(
  z.object({
    node: z.string(),
    /** Such as `0-5460`. */
    slots: z.array(z.string().regex(/^\d+(-\d+)?$/)),
    replicas: z.array(z.string()),
  }),
);

const exhibit = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("slot-map"), before: slotOwners, after: slotOwners }),
  z.object({
    kind: z.literal("phases"),
    /** The event from which milliseconds are counted. */
    since: z.string(),
    phases: z.array(z.object({ name: z.string(), ms: ms.optional(), boundMs: ms.optional() })),
  }),
  z.object({
    kind: z.literal("load"),
    /** What the requests have in common; missing where they are writes to any node. */
    subject: z.string().optional(),
    /** Milliseconds that each point covers. */
    stepMs: z.number().positive(),
    points: z.array(
      z.object({
        /** Milliseconds from the fault to the beginning of the step. */
        atMs: ms,
        acknowledged: count,
        failed: count,
        unknown: count,
        /** Of the acknowledged, reads that found nothing. */
        misses: count.optional(),
        p50Ms: ms.optional(),
        maxMs: ms.optional(),
      }),
    ),
    faults: z.array(z.object({ fromMs: ms, toMs: ms, what: z.string() })),
  }),
  z.object({
    kind: z.literal("writes"),
    acknowledged: count,
    /** Of the acknowledged, those that every replica had; missing when none was asked. */
    confirmed: count.optional(),
    failed: count,
    unknown: count,
    lost: count,
    /** Of the lost, those that every replica had; missing when none was asked. */
    lostConfirmed: count.optional(),
    /** From an acknowledgement to the last read that saw the write; missing when nothing was lost. */
    lostLatencyMs: quantiles.optional(),
    recovered: count,
    duplicated: count,
    unexpected: count,
    stale: count,
    lossWindowMs: ms,
    /** What each shard went through over several faults. */
    shards: z
      .array(z.object({ shard: count, unavailableMs: quantiles, lossWindowMs: quantiles }))
      .optional(),
  }),
  z.object({
    kind: z.literal("acl-matrix"),
    columns: z.array(z.string()),
    rows: z.array(
      z.object({
        user: z.string(),
        /** One for each column; `null` where it was not tried. */
        cells: z.array(z.object({ isAllowed: z.boolean(), isExpected: z.boolean() }).nullable()),
      }),
    ),
  }),
  z.object({
    kind: z.literal("ring-shares"),
    keys: count,
    nodes: z.array(
      z.object({
        node: z.string(),
        expected: z.number(),
        measured: z.number(),
        tolerance: z.number(),
      }),
    ),
  }),
]);

const evidence = z.object({
  expected: z.string(),
  measured: z.string(),
  figures: z.array(figure).optional(),
  exhibits: z.array(exhibit).optional(),
  /** For machines; its fields are each check's own and may change. */
  details: z.record(z.string(), z.unknown()).optional(),
});

const result = z.object({
  id: z.string(),
  title: z.string(),
  proves: z.string(),
  /** Name of the cluster or ring. */
  subject: z.string(),
  status: z.enum(["pass", "fail", "skip", "error"]),
  evidence: evidence.optional(),
  hint: z.string().optional(),
  /** Why it was skipped, or what went wrong. */
  reason: z.string().optional(),
  /** Why undos have failed: what they should have undone is left behind. */
  leaves: z.array(z.string()).optional(),
  /** ISO 8601; missing for a check that was skipped before it began. */
  startedAt: z.string().optional(),
  durationMs: z.number().min(0),
  /** What each node logged meanwhile. */
  logs: z.array(z.object({ node: z.string(), text: z.string() })).optional(),
});

const subject = z.object({
  name: z.string(),
  kind: z.enum(["redis-cluster", "memcached"]),
  target: z.enum(["host", "docker", "aws"]),
  engine: z.object({ name: z.string(), version: z.string() }),
  topology: z.object({ shards: count, replicasPerShard: count }).optional(),
  nodes: z.array(z.object({ id: z.string(), address: z.string().optional() })),
});

/** A report as JSON. Fields that are added later are no new version: readers pass over them. */
export const reportSchema = z.object({
  schema: z.literal(REPORT_SCHEMA),
  runId: z.string(),
  environment: z.string(),
  suite: z.enum(RUN_KINDS),
  /** Repeats the random choices of the run. */
  seed: count,
  /** ISO 8601. */
  startedAt: z.string(),
  durationMs: z.number().min(0),
  /** Whether the run was cut short by a signal. */
  isInterrupted: z.boolean(),
  /** What was looked at. */
  subjects: z.array(subject),
  results: z.array(result),
});

/** Written reports fit the schema, and read ones are reports: a field of one alone does not compile. */
type Written = Omit<z.infer<typeof reportSchema>, "schema">;
type Whole<T> = T extends object
  ? { -readonly [K in keyof T]-?: Whole<Exclude<T[K], undefined>> }
  : T;
type Fits<Narrow extends Wide, Wide> = Narrow;
export type WrittenFits = Fits<Whole<RunReport>, Whole<Written>>;
export type ReadFits = Fits<Whole<Written>, Whole<RunReport>>;

/** JSON Schema of a report, for readers in other languages. */
export function reportJsonSchema(): object {
  return z.toJSONSchema(reportSchema, { target: "draft-2020-12", io: "input" });
}
