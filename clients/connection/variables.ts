import type { SecretReference } from "../../constructs/core/manifest";
import type { Endpoint } from "../client-place";
import { authorityReferences } from "./references";
import type { ConnectionDescription, MemcachedConnection, RedisConnection } from "./schema";

/** Environment variables of a program, in the order in which they are shown. */
export type Variables = Readonly<Record<string, string>>;

/** A connection as environment variables; a secret is named by where it lies. */
export function connectionVariables(connection: ConnectionDescription): Variables {
  return {
    CACHEFORT_MANIFEST: connection.manifest,
    ...(connection.user === undefined ? {} : { CACHEFORT_USER: connection.user }),
    ...(connection.kind === "memcached" ? ringVariables(connection) : clusterVariables(connection)),
  };
}

function clusterVariables(connection: RedisConnection): Variables {
  const { addressMap, entrypoints, login } = connection;
  const [first] = entrypoints;
  const translations = Object.entries(addressMap).map(
    ([announced, dialed]) => `${announced}=${addressOf(dialed)}`,
  );
  return {
    ...(first === undefined ? {} : { REDIS_HOST: first.host, REDIS_PORT: String(first.port) }),
    REDIS_NODES: entrypoints.map(addressOf).join(","),
    ...(translations.length === 0 ? {} : { REDIS_ADDRESS_MAP: translations.join(",") }),
    REDIS_USERNAME: login.username,
    ...("iam" in login
      ? iamVariables(login.iam)
      : referenceVariables("REDIS_PASSWORD", login.password)),
    ...trustVariables("REDIS", connection),
  };
}

function ringVariables(connection: MemcachedConnection): Variables {
  const { login, mechanism, ring, servers } = connection;
  return {
    MEMCACHED_SERVERS: ring.servers.join(","),
    MEMCACHED_NODES: servers.map(addressOf).join(","),
    MEMCACHED_RING: ring.algorithm,
    MEMCACHED_RING_POINTS: String(ring.points),
    ...(login === undefined || mechanism === undefined
      ? {}
      : {
          MEMCACHED_SASL: mechanism,
          MEMCACHED_USERNAME: login.username,
          ...referenceVariables("MEMCACHED_PASSWORD", login.password),
        }),
    ...trustVariables("MEMCACHED", connection),
  };
}

type Iam = Extract<RedisConnection["login"], { readonly iam: unknown }>["iam"];

function iamVariables({ cacheName, region, serverless }: Iam): Variables {
  return {
    REDIS_IAM_REGION: region,
    ...(cacheName === undefined ? {} : { REDIS_IAM_CACHE_NAME: cacheName }),
    REDIS_IAM_SERVERLESS: String(serverless ?? false),
  };
}

/** Without a variable of an authority, it is the trust store of the machine. */
function trustVariables(prefix: string, { tls }: ConnectionDescription): Variables {
  const references = authorityReferences(tls.ca);
  const authorities = references.flatMap((one, index) =>
    Object.entries(
      referenceVariables(
        references.length === 1 ? `${prefix}_CA` : `${prefix}_CA_${index + 1}`,
        one,
      ),
    ),
  );
  return {
    [`${prefix}_TLS`]: "true",
    [`${prefix}_TLS_MIN_VERSION`]: tls.minVersion,
    ...Object.fromEntries(authorities),
  };
}

function referenceVariables(name: string, reference: SecretReference): Variables {
  if ("file" in reference) return { [`${name}_FILE`]: reference.file };
  if ("env" in reference) return { [`${name}_ENV`]: reference.env };
  const { key, secretsManager } = reference;
  return {
    [`${name}_SECRET`]: secretsManager,
    ...(key === undefined ? {} : { [`${name}_SECRET_KEY`]: key }),
  };
}

function addressOf({ host, port }: Endpoint): string {
  return `${host}:${port}`;
}
