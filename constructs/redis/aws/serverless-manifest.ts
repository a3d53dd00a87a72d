import { MANIFEST_SCHEMA, type RedisManifest } from "../../core/manifest";
import { SLOT_COUNT } from "../slots";
import { manifestUsersOf } from "./manifest-users";
import type { ServerlessRedisModel } from "./serverless-redis-model";
import { AWS_NODE_TIMEOUT_MS } from "./unsupported-props";

/** Ports of every serverless cache; no argument changes them. */
export const SERVERLESS_PORTS = { primary: 6379, replica: 6380 } as const;

/** Host names of a cache; may be tokens. */
export interface ServerlessEndpoints {
  readonly primary: string;
  /** For reads that may be old. */
  readonly replica: string;
}

/**
 * The manifest of a serverless cache, with the topology that it shows its clients: one shard with all
 * slots, a primary and a replica behind one name (`CLUSTER SLOTS` in phpredis#2724).
 */
export function serverlessRedisManifest(
  model: ServerlessRedisModel,
  endpoints: ServerlessEndpoints,
): RedisManifest {
  const { id, engine } = model;
  const { primary, replica } = SERVERLESS_PORTS;
  const common = { shard: 0, ref: id };
  return {
    schema: MANIFEST_SCHEMA,
    environment: model.environment,
    target: "aws",
    kind: "redis-cluster",
    name: model.name,
    engine: { name: engine.name, version: engine.majorVersion },
    entrypoints: [{ host: endpoints.primary, port: primary }],
    nodes: [
      { ...common, id: "0-0", bornAs: "primary", host: endpoints.primary, port: primary },
      { ...common, id: "0-1", bornAs: "replica", host: endpoints.replica, port: replica },
    ],
    topology: { shards: 1, replicasPerShard: 1, slots: SLOT_COUNT },
    nodeTimeoutMs: AWS_NODE_TIMEOUT_MS,
    tls: { ca: "system", minVersion: "TLSv1.2" },
    users: manifestUsersOf({ ...model, cacheName: id, serverless: true }),
    renamedCommands: [],
  };
}
