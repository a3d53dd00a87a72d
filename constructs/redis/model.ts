import type { NodeNetwork } from "../core/node-network";
import { requireInteger, requireName } from "../core/validate";
import { requireGrantableCommands } from "./acl-engine";
import { requireSafeEngine, type RedisEngine } from "./engine";
import { requireEviction, type EvictionPolicy } from "./eviction";
import { requireRoomForData } from "./memory";
import { requireCrashPolicy, type CrashPolicy } from "./on-crash";
import { Persistence } from "./persistence";
import type { RedisClusterProps, RedisDurability } from "./props";
import { RenamedCommands, requireKnownCommands } from "./renamed-commands";
import { BUS_PORT_OFFSET, planNodes, type RedisNode } from "./topology";
import { requireDistinctUsers, type RedisUser } from "./user";

/** A cluster with every choice made, as plain data that survives JSON. */
export interface RedisClusterSpec {
  readonly environment: string;
  readonly name: string;
  readonly engine: Pick<RedisEngine, "name" | "version">;
  readonly shards: number;
  readonly replicasPerShard: number;
  /** Name or address that clients reach every node by. */
  readonly host: string;
  /** Port of the first node. */
  readonly basePort: number;
  /** Network that the nodes have to themselves; without one they listen at `host`. */
  readonly network?: NodeNetwork | undefined;
  readonly nodeTimeoutMs: number;
  readonly fullCoverage: boolean;
  readonly persistence: Persistence;
  readonly maxMemoryMib: number;
  readonly eviction: EvictionPolicy;
  readonly users: readonly RedisUser[];
  readonly renamedCommands: RenamedCommands;
  readonly durability: RedisDurability | undefined;
  readonly onCrash: CrashPolicy;
}

/** A specification with its nodes: what the renderers and the targets work from. */
export interface RedisClusterModel extends RedisClusterSpec {
  readonly nodes: readonly RedisNode[];
}

/** Plans the nodes of a specification; the same specification always gives the same nodes. */
export function modelOf(spec: RedisClusterSpec): RedisClusterModel {
  return { ...spec, nodes: planNodes(spec) };
}

/** The specification that `modelOf` makes the same model of. */
export function specOf(model: RedisClusterModel): RedisClusterSpec {
  const { nodes: _planned, ...spec } = model;
  return spec;
}

/** What the target decides for a cluster. */
export interface RedisPlacement {
  readonly environment: string;
  /** The engine to run when the props name none. */
  readonly engine: RedisEngine;
  /** Name or address that clients reach every node by. */
  readonly host: string;
  /** Port of the first node; its bus port is 10000 higher. */
  readonly basePort: number;
  /** @default - none: the nodes listen at `host` */
  readonly network?: NodeNetwork;
}

const HIGHEST_PORT = 65535;

/**
 * Checks the props and fills in the defaults.
 *
 * @throws ValidationError REDIS_NAME, REDIS_SHARDS, REDIS_REPLICAS, REDIS_NODE_TIMEOUT,
 * REDIS_MAX_MEMORY, REDIS_MEMORY_USED_UP, REDIS_EVICTION, REDIS_PORT, REDIS_USER_TWICE,
 * REDIS_ENGINE_BELOW_FLOOR, REDIS_ENGINE_NOT_OFFERED, REDIS_USER_COMMAND_LATER, REDIS_MIN_REPLICAS, REDIS_ON_CRASH,
 * RENAMED_COMMAND_TOO_NEW, SUBNET_INVALID,
 * SUBNET_ADDRESS_RESERVED, TOKEN_NOT_ALLOWED
 */
export function createRedisModel(
  props: RedisClusterProps,
  placement: RedisPlacement,
): RedisClusterModel {
  requireName("REDIS_NAME", "the name of a Redis cluster", props.name);
  const shards = props.shards ?? 3;
  requireInteger("REDIS_SHARDS", "the number of shards", shards, { min: 3, max: 250 });
  const replicasPerShard = props.replicasPerShard ?? 1;
  requireInteger("REDIS_REPLICAS", "the number of replicas per shard", replicasPerShard, {
    min: 0,
    max: 5,
  });
  const nodeTimeoutMs = props.nodeTimeoutMs ?? 5000;
  requireInteger("REDIS_NODE_TIMEOUT", "the node timeout", nodeTimeoutMs, {
    min: 500,
    max: 60000,
    unit: "ms",
  });
  const maxMemoryMib = props.maxMemoryMib ?? 256;
  requireInteger("REDIS_MAX_MEMORY", "the memory of a node", maxMemoryMib, {
    min: 1,
    max: 1048576,
    unit: "MiB",
  });
  const nodes = shards * (replicasPerShard + 1);
  requireInteger("REDIS_PORT", "the first port", placement.basePort, {
    min: 1024,
    max: HIGHEST_PORT - BUS_PORT_OFFSET - nodes + 1,
    unit: `(${nodes} nodes take a port each, and a bus port ${BUS_PORT_OFFSET} higher)`,
  });
  if (props.durability !== undefined) {
    requireInteger(
      "REDIS_MIN_REPLICAS",
      "durability.minReplicasToWrite",
      props.durability.minReplicasToWrite,
      { min: 0, max: replicasPerShard },
    );
  }
  const engine = props.engine ?? placement.engine;
  requireSafeEngine(engine);
  const renamedCommands = props.renamedCommands ?? RenamedCommands.secureDefaults();
  requireKnownCommands(renamedCommands, engine);
  requireGrantableCommands(props.users ?? [], engine);
  requireRoomForData(maxMemoryMib, { engine, shards, replicasPerShard });
  return modelOf({
    environment: placement.environment,
    name: props.name,
    engine: { name: engine.name, version: engine.version },
    shards,
    replicasPerShard,
    host: placement.host,
    basePort: placement.basePort,
    ...(placement.network === undefined ? {} : { network: placement.network }),
    nodeTimeoutMs,
    fullCoverage: props.fullCoverage ?? false,
    persistence: props.persistence ?? Persistence.appendOnly(),
    maxMemoryMib,
    eviction: requireEviction(props.eviction ?? "volatile-lru"),
    users: requireDistinctUsers(props.users ?? []),
    renamedCommands,
    durability: props.durability,
    onCrash: requireCrashPolicy(props.onCrash ?? "auto"),
  });
}
