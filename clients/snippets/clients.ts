import type { MemcachedManifest, RedisManifest } from "../../constructs/core/manifest";
import type { ClientPlace } from "../client-place";
import { namedUser } from "../connection/user";
import type { LoadedManifest } from "../manifest-file";
import { cachefortSnippet } from "./cachefort";
import { snippetConnection, type SnippetConnection, touchedKey } from "./connection";
import { goRedisSnippet } from "./go-redis";
import { ioredisSnippet } from "./ioredis";
import { lettuceSnippet } from "./lettuce";
import { nodeRedisSnippet } from "./node-redis";
import { pythonBinaryMemcachedSnippet } from "./python-binary-memcached";
import { redisCliSnippet } from "./redis-cli";
import { redisPySnippet } from "./redis-py";
import { ringConnection } from "./ring-connection";
import { stackExchangeRedisSnippet } from "./stackexchange-redis";

type ClusterSnippet = (
  deployed: LoadedManifest<RedisManifest>,
  user: string,
  from: ClientPlace,
) => string;

type RingSnippet = (
  deployed: LoadedManifest<MemcachedManifest>,
  user: string | undefined,
  from: ClientPlace,
) => string;

/** By the client's name; the first one is the default. */
export const CLUSTER_CLIENTS: Readonly<Record<string, ClusterSnippet>> = {
  "redis-cli": of(redisCliSnippet),
  ioredis: of(ioredisSnippet),
  "node-redis": of(nodeRedisSnippet),
  "redis-py": of(redisPySnippet),
  "go-redis": of(goRedisSnippet),
  lettuce: of(lettuceSnippet),
  "stackexchange-redis": of(stackExchangeRedisSnippet),
  cachefort: (deployed, user, from) =>
    cachefortSnippet(deployed, user, from, touchedKey(namedUser(deployed.manifest, user))),
};

/** By the client's name; the first one is the default. */
export const RING_CLIENTS: Readonly<Record<string, RingSnippet>> = {
  cachefort: (deployed, user, from) =>
    cachefortSnippet(deployed, user, from, { key: "hello", mayWrite: true }),
  "python-binary-memcached": (deployed, user, from) =>
    pythonBinaryMemcachedSnippet(ringConnection(deployed, user, from)),
};

function of(snippet: (connection: SnippetConnection) => string): ClusterSnippet {
  return (deployed, user, from) => snippet(snippetConnection(deployed, user, from));
}
