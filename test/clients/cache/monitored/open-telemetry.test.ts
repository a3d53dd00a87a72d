import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { ValidationError } from "../../../../constructs/core/errors";
import type { CacheObserver } from "../../../../clients/cache/monitored/cache-observer";
import { openTelemetryObserver } from "../../../../clients/cache/monitored/open-telemetry";

const refused = new ValidationError("CACHE_KEY_INVALID", { problem: "secret-key", fix: "" });

/** Three calls: a hit, a batch with misses, and a failure. */
function threeCalls(observer: CacheObserver): void {
  observer.begin("get", 1)({ durationMs: 2, hits: 1, misses: 0 });
  observer.begin("getMany", 3)({ durationMs: 20, hits: 1, misses: 2 });
  observer.begin("set", 1)({ durationMs: 1, hits: 0, misses: 0, error: refused });
}

test("durations are a histogram in seconds, and keys that were read are counted", async () => {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter });
  const provider = new MeterProvider({ readers: [reader] });
  threeCalls(openTelemetryObserver({ meter: provider.getMeter("test"), system: "redis" }));
  await provider.forceFlush();
  const metrics = exporter.getMetrics()[0]?.scopeMetrics[0]?.metrics ?? [];
  await provider.shutdown();
  const [durations, reads] = metrics;
  expect(durations?.descriptor).toMatchObject({ name: "db.client.operation.duration", unit: "s" });
  expect(durations?.dataPoints).toMatchObject([
    {
      attributes: { "db.system.name": "redis", "db.operation.name": "get" },
      value: { count: 1, sum: 0.002 },
    },
    { attributes: { "db.operation.name": "getMany" }, value: { sum: 0.02 } },
    { attributes: { "db.operation.name": "set", "error.type": "CACHE_KEY_INVALID" } },
  ]);
  expect(reads?.descriptor.name).toBe("cachefort.cache.reads");
  expect(
    reads?.dataPoints.map(({ attributes, value }) => [
      attributes["db.operation.name"],
      attributes["cachefort.cache.result"],
      value,
    ]),
  ).toEqual([
    ["get", "hit", 1],
    ["getMany", "hit", 1],
    ["getMany", "miss", 2],
  ]);
});

test("each call is a span of a client, without keys", async () => {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  threeCalls(openTelemetryObserver({ tracer: provider.getTracer("test"), system: "memcached" }));
  const spans = exporter.getFinishedSpans();
  await provider.shutdown();
  expect(spans.map(({ name }) => name)).toEqual(["get", "getMany", "set"]);
  expect(spans[1]).toMatchObject({
    kind: 2,
    status: { code: 0 },
    attributes: {
      "db.system.name": "memcached",
      "db.operation.name": "getMany",
      "db.operation.batch.size": 3,
    },
  });
  expect(spans[2]).toMatchObject({
    status: { code: 2 },
    attributes: { "error.type": "CACHE_KEY_INVALID" },
  });
  expect(
    JSON.stringify(spans.map(({ attributes, status, events }) => [attributes, status, events])),
  ).not.toContain("secret-key");
});

test("without a meter and a tracer nothing happens", () => {
  expect(() => threeCalls(openTelemetryObserver({ system: "valkey" }))).not.toThrow();
});
