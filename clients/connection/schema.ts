import { z } from "zod";
import {
  endpoint,
  iamAuthentication,
  memcachedManifest,
  redisManifest,
  secretReference,
  tlsTrust,
} from "../../constructs/core/manifest";

/** The only version that this release writes. */
export const CONNECTION_SCHEMA = "cachefort.connection/v1";

/** What a client sends; the secret by reference, as the manifest has it. */
const login = z.union([
  z.strictObject({ username: z.string().min(1), password: secretReference }),
  z.strictObject({ username: z.string().min(1), iam: iamAuthentication.shape.iam }),
]);

const common = {
  schema: z.literal(CONNECTION_SCHEMA),
  environment: z.string().min(1),
  name: z.string().min(1),
  target: z.enum(["host", "docker", "aws"]),
  /** File of the manifest, absolute. */
  manifest: z.string().min(1),
  /** Where the client runs: on the machine, or in a container of the environment's network. */
  from: z.enum(["machine", "network"]),
  /** The authority in a file is absolute here. */
  tls: tlsTrust,
};

const redisConnection = z.strictObject({
  ...common,
  kind: redisManifest.shape.kind,
  engine: redisManifest.shape.engine,
  /** One that answers is enough; the others are found through it. */
  entrypoints: z.array(endpoint).min(1),
  /** By what a node announces, `host:port`, where a client has to dial something else. */
  addressMap: z.record(z.string(), endpoint),
  /** Name of the user in the manifest. */
  user: z.string().min(1),
  login,
});

const memcachedConnection = z.strictObject({
  ...common,
  kind: memcachedManifest.shape.kind,
  engine: memcachedManifest.shape.engine,
  /** How keys find their server, with the names and the order that every client has to take. */
  ring: memcachedManifest.shape.ring,
  /** Where each server of the ring is dialed, in the ring's order. */
  servers: z.array(z.strictObject({ server: z.string().min(1), ...endpoint.shape })).min(1),
  /** Name of the user in the manifest; absent where nodes know no login. */
  user: z.string().min(1).optional(),
  /** Absent where nodes know no login. */
  login: z.strictObject({ username: z.string().min(1), password: secretReference }).optional(),
  mechanism: z.literal("PLAIN").optional(),
});

export const connectionDescription = z.discriminatedUnion("kind", [
  redisConnection,
  memcachedConnection,
]);

export type RedisConnection = z.infer<typeof redisConnection>;
export type MemcachedConnection = z.infer<typeof memcachedConnection>;
/** How a program reaches a cluster or a ring; secrets by reference, never by value. */
export type ConnectionDescription = z.infer<typeof connectionDescription>;

/** JSON Schema of what `cachefort connect --format json` prints. */
export function connectionJsonSchema(): object {
  return z.toJSONSchema(connectionDescription, { target: "draft-2020-12" });
}
