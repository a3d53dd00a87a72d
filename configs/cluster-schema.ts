import { z } from "zod";
import { EVICTION_POLICIES } from "../constructs/redis/eviction";
import { CRASH_POLICIES } from "../constructs/redis/on-crash";

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

export const engine = z.strictObject({
  name: z.enum(["redis", "valkey"]),
  version: z.string(),
  patchedBy: z.literal("distribution").optional(),
});

const image = {
  registry: z.string().optional(),
  repository: z.string(),
  tag: z.string(),
  digest: z.string().optional(),
  uid: z.number(),
  gid: z.number(),
};

export const containerImage = z.strictObject(image);

export const redisImage = z.strictObject({ ...image, engine });

export const memcachedImage = z.strictObject({
  ...image,
  version: z.string(),
  userDatabase: z.enum(["password database", "sasldb"]).optional(),
  patchedBy: z.literal("distribution").optional(),
});

/** A cluster as every target has it. */
export const redisCluster = z.strictObject({
  name: z.string(),
  engine: engine.optional(),
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
  onCrash: z.enum(CRASH_POLICIES).optional(),
  port: z.number().optional(),
});

/** A ring as every target has it. */
export const memcachedRing = z.strictObject({
  name: z.string(),
  nodes: z.number().optional(),
  memoryMib: z.number().optional(),
  maxItemSizeBytes: z.number().optional(),
  maxConnections: z.number().optional(),
  threads: z.number().optional(),
  users: z.array(z.strictObject({ name: z.string() })),
  port: z.number().optional(),
});
