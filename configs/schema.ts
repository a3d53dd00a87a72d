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

const engine = z.strictObject({
  name: z.enum(["redis", "valkey"]),
  version: z.string(),
  patchedBy: z.literal("distribution").optional(),
});

const redisCluster = z.strictObject({
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

/** Fields of a container that every construct of target docker has. */
const containerLimits = {
  containerMemoryMib: z.number().optional(),
  cpus: z.number().optional(),
  restartWithEngine: z.boolean().optional(),
};

const image = {
  registry: z.string().optional(),
  repository: z.string(),
  tag: z.string(),
  digest: z.string().optional(),
  uid: z.number(),
  gid: z.number(),
};

const redisImage = z.strictObject({ ...image, engine });

const memcachedImage = z.strictObject({
  ...image,
  version: z.string(),
  userDatabase: z.enum(["password database", "sasldb"]).optional(),
  patchedBy: z.literal("distribution").optional(),
});

const hostEnvironment = z.strictObject({
  target: z.literal("host"),
  redis: z.array(redisCluster).default([]),
  memcached: z.array(memcachedRing).default([]),
});

const dockerEnvironment = z.strictObject({
  target: z.literal("docker"),
  /** Addresses of the environment's network, in CIDR notation. */
  subnet: z.string().default("10.213.96.0/20"),
  /** Who reaches the nodes: programs on the machine, containers in the network, or both. */
  access: z.enum(["host", "network", "both"]).default("host"),
  /** Images in the place of those in `configs/images.ts`. */
  images: z
    .strictObject({ redis: redisImage.optional(), memcached: memcachedImage.optional() })
    .default({}),
  redis: z.array(redisCluster.extend(containerLimits)).default([]),
  memcached: z.array(memcachedRing.extend(containerLimits)).default([]),
});

/** An environment as data; what each field means stands with the props of the same name. */
export const environmentSchema = z.discriminatedUnion("target", [
  hostEnvironment,
  dockerEnvironment,
]);

/** What a file in `configs/` holds. */
export type EnvironmentConfig = z.input<typeof environmentSchema>;
/** An environment after it was checked. */
export type Environment = z.output<typeof environmentSchema>;
export type HostEnvironmentInput = z.input<typeof hostEnvironment>;
export type DockerEnvironmentInput = z.input<typeof dockerEnvironment>;
/** An environment of plain processes on this machine, after it was checked. */
export type HostEnvironmentConfig = z.output<typeof hostEnvironment>;
/** An environment of containers, after it was checked. */
export type DockerEnvironmentConfig = z.output<typeof dockerEnvironment>;
export type RedisClusterConfig = Environment["redis"][number];
