import type { EngineName } from "../../constructs/redis/engine-floors";
import type { RedisHealthId } from "../health-signals";
import { hitRate } from "./hit-rate";
import type { Measure } from "./measure";
import { memoryInUse } from "./memory";
import { redisVersionFloor } from "./version-floor";
import type { RedisFigures } from "./redis-figures";

/** What a process has beside the data is not worth a restart below this. */
export const LEAST_FRAGMENTED_BYTES = 100_000_000;

/**
 * How each signal of a node is read from its figures.
 *
 * @param engine whose floors a version is compared with; `undefined` where the number does not tell whether a
 * release has its fixes
 */
export function redisMeasures(
  engine: EngineName | undefined,
): Readonly<Partial<Record<RedisHealthId, Measure<RedisFigures>>>> {
  return {
    "hit-rate": hitRate,
    "response-time": ({ response }) => response?.p95,
    memory: (figures, thresholds) =>
      memoryInUse(figures, figures.evictionPolicy !== "noeviction", thresholds),
    evictions: ({ evicted }) => evicted,
    connections: ({ connections }) => connections,
    "replication-lag": ({ lagSeconds }) => lagSeconds,
    "authentication-failures": ({ authenticationFailures }) => authenticationFailures,
    "command-authorization-failures": ({ denials }) => denials.commands,
    "key-authorization-failures": ({ denials }) => denials.keys,
    "channel-authorization-failures": ({ denials }) => denials.channels,
    "cluster-state": ({ isClusterOk }) => (isClusterOk ? 0 : 1),
    "slots-unassigned": ({ slotsUnserved }) => slotsUnserved,
    "replica-links": ({ isLinked }) => (isLinked === undefined ? undefined : isLinked ? 0 : 1),
    "rejected-connections": ({ rejectedConnections }) => rejectedConnections,
    "memory-limit": ({ limitBytes }) =>
      limitBytes === undefined ? undefined : limitBytes === 0 ? 1 : 0,
    fragmentation: ({ fragmentation, fragmentedBytes = 0 }) =>
      fragmentedBytes < LEAST_FRAGMENTED_BYTES ? undefined : fragmentation,
    "storage-errors": ({ storageErrors }) => ({
      value: storageErrors.length,
      note: storageErrors.join(", "),
    }),
    "fork-time": ({ forkMs }) => forkMs,
    "certificate-expiry": ({ certificateDays }) => certificateDays,
    "version-floor": ({ version }) => redisVersionFloor(engine, version),
    "crash-loop": ({ crashes }) => crashes,
  };
}
