import { prometheusText, type Sample } from "../../../constructs/core/prometheus-text";
import { type CacheOperation, OPERATIONS } from "./cache-observer";
import type { CacheFigures, OperationFigures } from "./cache-statistics";

const MS_PER_SECOND = 1000;
const QUANTILES = [
  ["0.5", "p50"],
  ["0.95", "p95"],
  ["0.99", "p99"],
] as const;

/**
 * What a cache has done, in Prometheus' text format, for a page that Prometheus reads.
 *
 * @param labels of every series, such as the cache's name. @default - none
 */
export function cacheMetrics(
  { hits, misses, operations }: CacheFigures,
  labels: Sample["labels"] = {},
): string {
  const called = OPERATIONS.filter((operation) => operations[operation].latency.count > 0);
  const each = (of: (figures: OperationFigures, labels: Sample["labels"]) => readonly Sample[]) =>
    called.flatMap((operation: CacheOperation) =>
      of(operations[operation], { ...labels, operation }),
    );
  return prometheusText([
    {
      name: "cachefort_cache_reads_total",
      help: "Keys that were read, by whether they had a value.",
      type: "counter",
      samples: [
        { labels: { ...labels, result: "hit" }, value: hits },
        { labels: { ...labels, result: "miss" }, value: misses },
      ],
    },
    {
      name: "cachefort_cache_errors_total",
      help: "Calls that failed.",
      type: "counter",
      samples: each(({ errors }, own) => [{ labels: own, value: errors }]),
    },
    {
      name: "cachefort_cache_operation_seconds",
      help: "How long calls took, failed ones among them; quantiles are of all calls since the start.",
      type: "summary",
      samples: each(({ latency }, own) => [
        ...QUANTILES.map(([quantile, member]) => ({
          labels: { ...own, quantile },
          value: (latency[member] ?? NaN) / MS_PER_SECOND,
        })),
        { labels: own, suffix: "_sum" as const, value: latency.total / MS_PER_SECOND },
        { labels: own, suffix: "_count" as const, value: latency.count },
      ]),
    },
  ]);
}
