import type { RedisEngine } from "./engine";
import type { EvictionPolicy } from "./eviction";
import type { CrashPolicy } from "./on-crash";
import type { Persistence } from "./persistence";
import type { RenamedCommands } from "./renamed-commands";
import type { RedisUser } from "./user";

/** How much a write is worth before the primary takes it. */
export interface RedisDurability {
  /**
   * A primary refuses writes while fewer replicas than this are linked and lag less than 2 s;
   * 0 to the number of replicas. The lag is always set: the engine's own 10 s protects nothing
   * inside a failover. While a replica restarts, its shard refuses writes.
   */
  readonly minReplicasToWrite: number;
}

/**
 * A Redis or Valkey Cluster, the same on every target.
 *
 * `name`, `shards`, `replicasPerShard`, `nodeTimeoutMs`, `port` and user names shape resources and
 * must be known at synth: a token is refused with TOKEN_NOT_ALLOWED.
 */
export interface RedisClusterProps {
  /** Name within the environment: small letters, digits and hyphens, starting with a letter. */
  readonly name: string;
  /**
   * Server and version; one with known defects is refused, unless its distribution patches it.
   *
   * @default - on the host what is installed, whatever its version; on Docker what its image holds; on
   * AWS Valkey 8.1
   */
  readonly engine?: RedisEngine;
  /**
   * Number of shards: 3 to 250 on host and Docker, where fewer than 3 primaries cannot elect one; 1 to
   * 500 on AWS, where the service promotes.
   *
   * @default 3
   */
  readonly shards?: number;
  /**
   * Replicas of each shard, 0 to 5; on AWS a cluster has 500 nodes at most.
   *
   * @default 1
   */
  readonly replicasPerShard?: number;
  /**
   * Milliseconds without an answer after which a node counts as failing, 500 to 60000. On AWS the
   * service decides, and the prop is refused.
   *
   * @default 5000
   */
  readonly nodeTimeoutMs?: number;
  /**
   * Whether every shard refuses requests while one shard has no primary.
   *
   * @default false
   */
  readonly fullCoverage?: boolean;
  /** On AWS there is none, and the prop is refused. @default Persistence.appendOnly("everysec") */
  readonly persistence?: Persistence;
  /**
   * Memory of each node in MiB, for data and for what the server keeps beside it, up to 1048576; at
   * least 4 MiB, 8 KiB for each node of the cluster and, with replicas, the replication backlog of 1 MiB
   * (10 MiB for Valkey from 8.0), rounded up. That is 6 for 3 shards with a replica each. On AWS the node
   * type decides, and the prop is refused.
   *
   * @default 256
   */
  readonly maxMemoryMib?: number;
  /** @default "volatile-lru" - items with a TTL are evicted, items without one never */
  readonly eviction?: EvictionPolicy;
  /**
   * Logins of applications; the kit adds its own.
   *
   * @default - none
   */
  readonly users?: readonly RedisUser[];
  /** @default RenamedCommands.secureDefaults() */
  readonly renamedCommands?: RenamedCommands;
  /**
   * What the node runner does when a server dies unasked; on AWS the service decides, and the prop is refused.
   *
   * @default "auto" - has the best replica elected at once, and starts the server again
   */
  readonly onCrash?: CrashPolicy;
  /** @default - writes are taken whatever the state of the replicas */
  readonly durability?: RedisDurability;
}
