import { type Meter, SpanKind, SpanStatusCode, type Tracer } from "@opentelemetry/api";
import { CachefortError } from "../../../constructs/core/errors";
import type { CacheObserver } from "./cache-observer";

/** Where figures and traces go. */
export interface TelemetryProps {
  /** Of the application, such as `metrics.getMeter("shop")`. @default - no metrics */
  readonly meter?: Meter;
  /** Of the application, such as `trace.getTracer("shop")`. @default - no traces */
  readonly tracer?: Tracer;
  /** What the cache lies in, as `db.system.name` names it. */
  readonly system: "redis" | "valkey" | "memcached";
}

/** Upper bounds in seconds, as the semantic conventions for databases ask for. */
const BUCKETS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];
const MS_PER_SECOND = 1000;

/**
 * Tells OpenTelemetry of the calls of a cache, by its semantic conventions for databases: the histogram
 * `db.client.operation.duration` in seconds, and a span of kind client for each call. Keys that were read are counted
 * in `cachefort.cache.reads`, by `cachefort.cache.result`: `hit` or `miss`. No key and no value is told.
 *
 * `@opentelemetry/api` has to be installed.
 */
export function openTelemetryObserver({ meter, system, tracer }: TelemetryProps): CacheObserver {
  const durations = meter?.createHistogram("db.client.operation.duration", {
    unit: "s",
    description: "How long calls of a cache take",
    advice: { explicitBucketBoundaries: BUCKETS },
  });
  const reads = meter?.createCounter("cachefort.cache.reads", {
    unit: "{key}",
    description: "Keys that were read from a cache",
  });
  return {
    begin: (operation, keys) => {
      const call = { "db.system.name": system, "db.operation.name": operation };
      const span = tracer?.startSpan(operation, {
        kind: SpanKind.CLIENT,
        attributes: { ...call, ...(keys > 1 ? { "db.operation.batch.size": keys } : {}) },
      });
      return ({ durationMs, error, hits, misses }) => {
        const failure = error === undefined ? {} : { "error.type": typeOf(error) };
        durations?.record(durationMs / MS_PER_SECOND, { ...call, ...failure });
        const count = (result: string, number: number): void => {
          if (number > 0) reads?.add(number, { ...call, "cachefort.cache.result": result });
        };
        count("hit", hits);
        count("miss", misses);
        if (error !== undefined) {
          // Its text may name a key.
          span?.setAttributes(failure);
          span?.setStatus({ code: SpanStatusCode.ERROR });
        }
        span?.end();
      };
    },
  };
}

function typeOf(error: Error): string {
  return CachefortError.is(error) ? error.code : error.name;
}
