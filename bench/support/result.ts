import { readFileSync } from "node:fs";
import { z } from "zod";

const UNITS = ["ms", "MiB", "writes"] as const;
const samples = z.array(z.number()).min(1);
const series = z.strictObject({ what: z.string(), samples });

const figure = z.strictObject({
  what: z.string(),
  unit: z.enum(UNITS),
  /** One for each run. */
  samples,
  /** What else was counted in each run, where a sample is a part of it. */
  of: samples.optional(),
  baseline: series.extend({ of: samples.optional() }).optional(),
  /** Upper bounds that the design asks for, in the unit. */
  target: z.strictObject({ median: z.number().optional(), p95: z.number().optional() }).optional(),
  /** Coefficient of variation above which nothing is claimed, as a part of 1. */
  maxCv: z.number(),
  /** What the figure is made of, in the unit. */
  parts: z.array(series).optional(),
});

const result = z.strictObject({
  schema: z.literal("cachefort.bench/v1"),
  id: z.string(),
  /** Name of the script without ending. */
  script: z.string(),
  /** ISO 8601, when the measurement began. */
  date: z.string(),
  seed: z.number(),
  machine: z.strictObject({
    cores: z.number(),
    processor: z.string(),
    memoryGiB: z.number(),
    os: z.string(),
    node: z.string(),
    /** Mean number of runnable processes in the minute before. */
    loadBefore: z.number(),
  }),
  /** Servers and tools by name, with their versions. */
  versions: z.record(z.string(), z.string()),
  figures: z.array(figure).min(1),
  /** What a reader has to know, in whole sentences. */
  notes: z.array(z.string()),
  /** How a figure grows, as a drawing shows it: the least run of each size. */
  growth: z
    .strictObject({
      of: z.string(),
      points: z.array(
        z.strictObject({ shards: z.number(), milliseconds: z.number(), peakMiB: z.number() }),
      ),
    })
    .optional(),
});

/** One row of the table of figures, with every sample. */
export type Figure = z.infer<typeof figure>;
/** What one script has measured, and where. */
export type BenchResult = z.infer<typeof result>;
export type Unit = (typeof UNITS)[number];

export const RESULT_SCHEMA = "cachefort.bench/v1";

/** @throws Error when it is no result: a sample that is no number, for one */
export function requireResult(value: unknown): BenchResult {
  return result.parse(value);
}

/** Reads a result. @throws Error when the file holds something else */
export function readResult(file: string): BenchResult {
  return requireResult(JSON.parse(readFileSync(file, "utf8")));
}
