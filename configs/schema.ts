import { z } from "zod";
import { EVICTION_POLICIES } from "../constructs/redis/eviction";

const patterns = z.array(z.string());

const customGrants = {
  keys: patterns.optional(),
  readKeys: patterns.optional(),
  writeKeys: patterns.optional(),
  channels: patterns.optional(),
  commands: z.array(z.string()),
};

const redisUser = z.discriminatedUnion("role", [
  z.strictObject({
    name: z.string(),
    role: z.enum(["readWrite", "readOnly"]),
    keys: patterns,
    channels: patterns.optional(),
  }),
  z.strictObject({
    name: z.string(),
    role: z.literal("custom"),
    ...customGrants,
    selectors: z.array(z.strictObject(customGrants)).optional(),
  }),
]);

const redisCluster = z.strictObject({
  name: z.string(),
  engine: z
    .strictObject({
      name: z.enum(["redis", "valkey"]),
      version: z.string(),
      patchedBy: z.literal("distribution").optional(),
    })
    .optional(),
  shards: z.number().optional(),
  replicasPerShard: z.number().optional(),
  nodeTimeoutMs: z.number().optional(),
  fullCoverage: z.boolean().optional(),
  persistence: z.enum(["everysec", "always", "none"]).optional(),
  maxMemoryMib: z.number().optional(),
  eviction: z.enum(EVICTION_POLICIES).optional(),
  users: z.array(redisUser).optional(),
  renamedCommands: z.strictObject({ disabled: patterns, renamed: patterns }).optional(),
  durability: z.strictObject({ minReplicasToWrite: z.number() }).optional(),
  port: z.number().optional(),
});

const memcachedRing = z.strictObject({
  name: z.string(),
  nodes: z.number().optional(),
  memoryMib: z.number().optional(),
  maxItemSizeBytes: z.number().optional(),
  maxConnections: z.number().optional(),
  threads: z.number().optional(),
  users: z.array(z.strictObject({ name: z.string() })),
  port: z.number().optional(),
});

/** An environment as data; what each field means stands with the props of the same name. */
export const environmentSchema = z.strictObject({
  target: z.literal("host"),
  redis: z.array(redisCluster).default([]),
  memcached: z.array(memcachedRing).default([]),
});

/** What a file in `configs/` holds. */
export type EnvironmentConfig = z.input<typeof environmentSchema>;
/** An environment after it was checked. */
export type Environment = z.output<typeof environmentSchema>;
export type RedisClusterConfig = Environment["redis"][number];
