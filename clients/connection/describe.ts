import { join } from "node:path";
import { ValidationError } from "../../constructs/core/errors";
import type { MemcachedManifest, RedisManifest } from "../../constructs/core/manifest";
import { loginOf } from "../../constructs/memcached/sasl";
import type { ClientPlace } from "../client-place";
import type { LoadedManifest } from "../manifest-file";
import { nodePlaces } from "../redis/node-places";
import { absoluteAuthority, absoluteReference } from "./references";
import { dialedServers } from "./ring-servers";
import {
  CONNECTION_SCHEMA,
  type ConnectionDescription,
  type MemcachedConnection,
  type RedisConnection,
} from "./schema";
import { namedUser } from "./user";

/**
 * How a program reaches what was deployed: everything of the manifest that a client needs, for one user.
 *
 * @param user name in the manifest; not looked at for a ring whose nodes know no login
 * @param from where the program will run
 * @throws ValidationError CONNECT_USER_UNKNOWN, CONNECT_AUTH_UNSUPPORTED, CLIENT_PLACE_NOT_SERVED
 */
export function describeConnection(
  { directory, manifest }: LoadedManifest,
  user: string | undefined,
  from: ClientPlace,
): ConnectionDescription {
  return manifest.kind === "memcached"
    ? describeRing({ directory, manifest }, user, from)
    : describeCluster({ directory, manifest }, user, from);
}

function describeCluster(
  { directory, manifest }: LoadedManifest<RedisManifest>,
  user: string | undefined,
  from: ClientPlace,
): RedisConnection {
  const { auth, name } = namedUser(manifest, user ?? "");
  const { addressMap, startup } = nodePlaces(manifest, from);
  return {
    ...head(directory, manifest, from),
    kind: manifest.kind,
    engine: manifest.engine,
    entrypoints: [...startup],
    addressMap: { ...addressMap },
    user: name,
    login:
      "iam" in auth
        ? { username: auth.iam.userId, iam: auth.iam }
        : {
            username: name,
            password: absoluteReference(auth.password, directory),
          },
  };
}

function describeRing(
  { directory, manifest }: LoadedManifest<MemcachedManifest>,
  user: string | undefined,
  from: ClientPlace,
): MemcachedConnection {
  const { engine, kind, ring, sasl } = manifest;
  const servers = dialedServers(manifest, from);
  const nodes = { ...head(directory, manifest, from), kind, engine, ring, servers };
  if (sasl === undefined) return nodes;
  const { auth, name } = namedUser(manifest, user ?? "");
  if ("iam" in auth) throw ringWithIam(name);
  const password = absoluteReference(auth.password, directory);
  const username = loginOf(sasl.login, auth.login ?? name, sasl.realm);
  return { ...nodes, user: name, login: { username, password }, mechanism: sasl.mechanism };
}

function head(
  directory: string,
  { environment, name, target, tls }: RedisManifest | MemcachedManifest,
  from: ClientPlace,
): Pick<
  ConnectionDescription,
  "schema" | "environment" | "name" | "target" | "manifest" | "from" | "tls"
> {
  return {
    schema: CONNECTION_SCHEMA,
    environment,
    name,
    target,
    manifest: join(directory, `${name}.json`),
    from,
    tls: { ca: absoluteAuthority(tls.ca, directory), minVersion: tls.minVersion },
  };
}

function ringWithIam(user: string): ValidationError {
  return new ValidationError("CONNECT_AUTH_UNSUPPORTED", {
    problem: `user ${user} logs in through IAM, which memcached does not know`,
    received: "iam",
    allowed: "a password",
    fix: "deploy again; do not edit manifests by hand",
  });
}
