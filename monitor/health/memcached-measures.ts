import type { MemcachedHealthId } from "../memcached-health-signals";
import { hitRate } from "./hit-rate";
import type { Measure } from "./measure";
import type { MemcachedFigures } from "./memcached-figures";
import { memoryInUse } from "./memory";
import { memcachedVersionFloor } from "./version-floor";

/**
 * How each signal of a node is read from its figures.
 *
 * @param isVersionTelling whether the number of a version tells if it has its fixes
 */
export function memcachedMeasures(
  isVersionTelling: boolean,
): Readonly<Partial<Record<MemcachedHealthId, Measure<MemcachedFigures>>>> {
  return {
    "hit-rate": hitRate,
    "response-time": ({ response }) => response?.p95,
    memory: (figures, thresholds) => memoryInUse(figures, true, thresholds),
    evictions: ({ evicted }) => evicted,
    "out-of-memory": ({ outOfMemory }) => outOfMemory,
    connections: ({ connections }) => connections,
    "listen-disabled": ({ atConnectionLimit }) => atConnectionLimit,
    "authentication-failures": ({ authenticationFailures }) => authenticationFailures,
    "certificate-expiry": ({ certificateDays }) => certificateDays,
    "version-floor": ({ version }) => memcachedVersionFloor(isVersionTelling, version),
  };
}
