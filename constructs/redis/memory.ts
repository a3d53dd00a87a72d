import { ValidationError } from "../core/errors";
import { isVersionBelow } from "../core/version";
import type { RedisEngine } from "./engine";

const KIB_PER_MIB = 1024;
/**
 * What a server uses before it knows anybody, and its clients' buffers. Measured idle, cluster mode on:
 * 1.6 MiB Redis 7.0.15, 2.0 MiB Redis 8.0.2, 2.6 MiB Valkey 8.1.1; none with modules.
 */
const SERVER_MIB = 3;
/** Measured on Redis 7.0.15 with TLS: 5.2 KiB more with each node, from 3 to 40, its links included. */
const KNOWN_NODE_KIB = 8;
/** Least that is left for keys and values. */
const DATA_MIB = 1;

/** What decides how much memory a server needs for itself. */
export interface MemoryDemand {
  readonly engine: Pick<RedisEngine, "name" | "version">;
  readonly shards: number;
  readonly replicasPerShard: number;
}

/**
 * Least memory of a node in MiB that leaves room for data. The engine counts everything below against
 * its limit: 3 MiB for itself and its clients, 8 KiB for each node of the cluster, and the replication
 * backlog, which a primary fills with its first writes. 1 MiB for data comes on top.
 */
export function leastMemoryMib(demand: MemoryDemand): number {
  const nodes = demand.shards * (1 + demand.replicasPerShard);
  const own = SERVER_MIB + (nodes * KNOWN_NODE_KIB) / KIB_PER_MIB + backlogMib(demand);
  return Math.ceil(own) + DATA_MIB;
}

/**
 * Refuses a limit that the server's own needs would use up: it would refuse every write.
 *
 * @throws ValidationError REDIS_MEMORY_USED_UP
 */
export function requireRoomForData(maxMemoryMib: number, demand: MemoryDemand): void {
  const least = leastMemoryMib(demand);
  if (maxMemoryMib >= least) return;
  const nodes = demand.shards * (1 + demand.replicasPerShard);
  throw new ValidationError("REDIS_MEMORY_USED_UP", {
    problem: `maxMemoryMib leaves no room for data: a server of this cluster needs ${SERVER_MIB} MiB for itself, ${KNOWN_NODE_KIB} KiB for each of ${nodes} nodes and ${backlogMib(demand)} MiB for its replication backlog`,
    received: maxMemoryMib,
    allowed: `${least} MiB or more`,
    fix: `raise maxMemoryMib to ${least}, or far more: data and clients share what is left`,
  });
}

/** The engine's default `repl-backlog-size`; without a replica there is no backlog. */
function backlogMib({ engine, replicasPerShard }: MemoryDemand): number {
  if (replicasPerShard === 0) return 0;
  return engine.name === "valkey" && !isVersionBelow(engine.version, "8.0") ? 10 : 1;
}
