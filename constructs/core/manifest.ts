import { CRASH_POLICIES } from "../redis/on-crash";
import { z } from "zod";

/** The only version that this release reads and writes. */
export const MANIFEST_SCHEMA = "cachefort.manifest/v1";

const port = z.int().min(1).max(65535);

/**
 * Where a secret value lies; the value itself never stands in a manifest.
 * A `file` is relative to the manifest's own file; its content is the value without a line end.
 */
export const secretReference = z.union([
  z.strictObject({ file: z.string().min(1) }),
  z.strictObject({ env: z.string().min(1) }),
  z.strictObject({ secretsManager: z.string().min(1), key: z.string().min(1).optional() }),
]);

const certificateAuthority = z.union([
  z.strictObject({ file: z.string().min(1) }),
  /** Authorities that are trusted side by side, so that one can be exchanged while nodes still show the other. */
  z.strictObject({ trusted: z.array(secretReference).min(1) }),
  z.literal("system"),
]);

export const tlsTrust = z.strictObject({
  /** The authority that signed every node's certificate; `system` is the trust store of the machine. */
  ca: certificateAuthority,
  minVersion: z.enum(["TLSv1.2", "TLSv1.3"]),
});

export const endpoint = z.strictObject({ host: z.string().min(1), port });

export const iamAuthentication = z.strictObject({
  iam: z.strictObject({
    region: z.string().min(1),
    /** What a client logs in as. */
    userId: z.string().min(1),
    /** What a token is signed for: id of the replication group, or name of the serverless cache. */
    cacheName: z.string().min(1).optional(),
    /** Whether the cache is a serverless one; `false` when it is missing. */
    serverless: z.boolean().optional(),
  }),
});

const authentication = z.union([
  z.strictObject({
    password: secretReference,
    /**
     * What a client logs in as, where it is another name than the user's, or one of two that alternate; a ring's
     * realm follows it.
     */
    login: z.string().min(1).optional(),
  }),
  iamAuthentication,
]);

const common = {
  schema: z.literal(MANIFEST_SCHEMA),
  environment: z.string().min(1),
  target: z.enum(["host", "docker", "aws"]),
  name: z.string().min(1),
};

const redisGrants = {
  /** Key patterns for reading, as in `ACL SETUSER %R~pattern`. @default - none */
  readKeys: z.array(z.string()).optional(),
  /** Key patterns for writing, as in `ACL SETUSER %W~pattern`. @default - none */
  writeKeys: z.array(z.string()).optional(),
  /** Channel patterns as in `ACL SETUSER &pattern`, without the ampersand. @default - none */
  channels: z.array(z.string()).optional(),
};

const redisUser = z.strictObject({
  name: z.string().min(1),
  /** `system` users serve the kit itself, every other role an application. */
  role: z.enum(["readWrite", "readOnly", "custom", "system"]),
  /** Key patterns as in `ACL SETUSER ~pattern`, without the tilde; those of `readOnly` are for reading. */
  keys: z.array(z.string()),
  ...redisGrants,
  /** Command rules of a `custom` user, applied in order after `-@all`; unknown when they are not given. */
  commands: z.array(z.string()).optional(),
  /** Further sets of grants of a `custom` user. @default - none */
  selectors: z
    .array(
      z.strictObject({
        keys: z.array(z.string()).optional(),
        ...redisGrants,
        commands: z.array(z.string()),
      }),
    )
    .optional(),
  auth: authentication,
});

/**
 * Name for clients in the containers' network, which a Redis node announces to all.
 *
 * @default - clients in the network are not served; a Redis node announces its `host`
 */
const networkHost = z.string().min(1).optional();

const redisNode = z.strictObject({
  /** `<shard>-<index>`, stable over the life of the cluster. */
  id: z.string().min(1),
  shard: z.int().min(0),
  /** Role on the first day; the live role is asked of the cluster. */
  bornAs: z.enum(["primary", "replica"]).optional(),
  /** Name or address for clients; on target `docker` for those on the engine's machine. */
  host: z.string().min(1).optional(),
  networkHost,
  /** Address that `CLUSTER NODES` shows for the node. @default - its `host` */
  address: z.string().min(1).optional(),
  port: port.optional(),
  /** What the target's driver needs to find the node: a folder, a container, a member id. */
  ref: z.string().min(1),
});

/** Bounds of a number that the service moves, both included. */
const bounds = z.strictObject({ min: z.int().min(0), max: z.int().min(1) });

export const redisManifest = z.strictObject({
  ...common,
  kind: z.literal("redis-cluster"),
  engine: z.strictObject({ name: z.enum(["redis", "valkey"]), version: z.string().min(1) }),
  entrypoints: z.array(endpoint).min(1),
  nodes: z.array(redisNode).min(1),
  /** Numbers of the first day. */
  topology: z.strictObject({
    shards: z.int().min(1),
    replicasPerShard: z.int().min(0),
    slots: z.literal(16384),
    /** What scales by itself; every shard has the same number of replicas. @default - the numbers stay */
    scaling: z
      .strictObject({ shards: bounds.optional(), replicasPerShard: bounds.optional() })
      .optional(),
  }),
  nodeTimeoutMs: z.int().min(1),
  /** Whether every shard refuses commands while one has no owner; `false` when it is missing. */
  fullCoverage: z.boolean().optional(),
  /** What the node runner does when a server dies unasked; `engine` when it is missing. */
  onCrash: z.enum(CRASH_POLICIES).optional(),
  tls: tlsTrust,
  users: z.array(redisUser),
  /** `as: null` is a disabled command, a reference names the secret new name. */
  renamedCommands: z.array(
    z.strictObject({ command: z.string().min(1), as: secretReference.nullable() }),
  ),
});

export const memcachedManifest = z.strictObject({
  ...common,
  kind: z.literal("memcached"),
  engine: z.strictObject({ name: z.literal("memcached"), version: z.string().min(1) }),
  nodes: z
    .array(
      z.strictObject({
        id: z.string().min(1),
        /** Name or address for clients; on target `docker` for those on the engine's machine. */
        host: z.string().min(1),
        networkHost,
        port,
        ref: z.string().min(1),
      }),
    )
    .min(1),
  ring: z.strictObject({
    algorithm: z.literal("ketama-weighted"),
    /**
     * Points a server holds on the ring: 160 as in libmemcached's KETAMA_WEIGHTED, or the 156 that
     * it rounds to for 25, 47, 50, 55, 61, 71, 94 and 100 servers.
     */
    points: z.union([z.literal(160), z.literal(156)]),
    /**
     * `host:port` of each server in the order in which every client must list them, and by which keys
     * find their server. Where nodes have a `networkHost` it is that one: a client elsewhere hashes by
     * it and dials the node's `host`.
     */
    servers: z.array(z.string().min(1)).min(1),
  }),
  /** Absent where nodes know no login, as those of ElastiCache: whoever reaches them gets in. */
  sasl: z
    .strictObject({
      mechanism: z.literal("PLAIN"),
      /** What a client logs in with: `user@realm` (sasldb) or `user` (password database). */
      login: z.enum(["user@realm", "user"]),
      /** Realm of the logins; present if and only if `login` is `user@realm`. */
      realm: z.string().min(1).optional(),
    })
    .optional(),
  tls: tlsTrust,
  /** SASL knows no privileges: every user may read, write and flush everything. Empty without `sasl`. */
  users: z.array(z.strictObject({ name: z.string().min(1), auth: authentication })),
});

export const manifest = z.discriminatedUnion("kind", [redisManifest, memcachedManifest]);

export type SecretReference = z.infer<typeof secretReference>;
export type RedisManifest = z.infer<typeof redisManifest>;
export type RedisManifestNode = RedisManifest["nodes"][number];
export type RedisManifestUser = RedisManifest["users"][number];
export type MemcachedManifest = z.infer<typeof memcachedManifest>;
export type MemcachedManifestNode = MemcachedManifest["nodes"][number];
export type Manifest = z.infer<typeof manifest>;

/** JSON Schema of the manifest, for editors and for readers in other languages. */
export function manifestJsonSchema(): object {
  return z.toJSONSchema(manifest, { target: "draft-2020-12" });
}
