import { cacheMetrics } from "../../../../clients/cache/monitored/cache-metrics";
import { CacheStatistics } from "../../../../clients/cache/monitored/cache-statistics";

test("reads, errors and durations in seconds, of what was called", () => {
  const statistics = new CacheStatistics();
  statistics.count("get", 4, 1, 0, false);
  statistics.count("get", 2, 0, 1, false);
  statistics.count("set", 8, 0, 0, true);
  const lines = cacheMetrics(statistics.figures(), { cache: "products" }).split("\n");
  expect(lines.filter((line) => !line.startsWith("#") && !line.includes("quantile"))).toEqual([
    'cachefort_cache_reads_total{cache="products",result="hit"} 1',
    'cachefort_cache_reads_total{cache="products",result="miss"} 1',
    'cachefort_cache_errors_total{cache="products",operation="get"} 0',
    'cachefort_cache_errors_total{cache="products",operation="set"} 1',
    'cachefort_cache_operation_seconds_sum{cache="products",operation="get"} 0.006',
    'cachefort_cache_operation_seconds_count{cache="products",operation="get"} 2',
    'cachefort_cache_operation_seconds_sum{cache="products",operation="set"} 0.008',
    'cachefort_cache_operation_seconds_count{cache="products",operation="set"} 1',
    "",
  ]);
  const median = lines.find((line) => line.includes('operation="set",quantile="0.5"')) ?? "";
  expect(Number(median.split(" ").at(-1))).toBeCloseTo(0.008, 4);
});

test("before the first call there are only reads, none of them", () => {
  expect(cacheMetrics(new CacheStatistics().figures()))
    .toBe(`# HELP cachefort_cache_reads_total Keys that were read, by whether they had a value.
# TYPE cachefort_cache_reads_total counter
cachefort_cache_reads_total{result="hit"} 0
cachefort_cache_reads_total{result="miss"} 0
`);
});
