import type { LoadedManifest } from "../clients/manifest-file";
import { CLUSTER_CLIENTS, RING_CLIENTS } from "../clients/snippets";
import { ValidationError } from "../constructs/core/errors";
import type { Manifest, MemcachedManifest, RedisManifest } from "../constructs/core/manifest";
import { applicationUsers } from "./application-users";

/** Every client that there is a program for. */
export const CLIENT_NAMES = [
  ...new Set([...Object.keys(CLUSTER_CLIENTS), ...Object.keys(RING_CLIENTS)]),
];

/**
 * What a command of `cachefort connect` is about. Without a name it is the one that the client fits, and
 * without a client a cluster, where there is any.
 *
 * @throws ValidationError CONNECT_CLUSTER_UNCLEAR, CONNECT_CLIENT_UNFIT
 */
export function chooseDeployed(
  deployed: readonly LoadedManifest[],
  environment: string,
  { client, name }: { readonly client?: string | undefined; readonly name?: string | undefined },
): LoadedManifest {
  const named = deployed.filter(({ manifest }) => name === undefined || manifest.name === name);
  const fitting = named.filter(({ manifest }) => client === undefined || fits(client, manifest));
  const [refused] = named;
  if (name !== undefined && client !== undefined && refused !== undefined && fitting.length === 0) {
    throw unfit(client, refused.manifest);
  }
  const clusters = fitting.filter(isCluster);
  const meant = clusters.length === 0 ? fitting : clusters;
  const [only] = meant;
  if (only !== undefined && meant.length === 1) return only;
  throw new ValidationError("CONNECT_CLUSTER_UNCLEAR", {
    problem: `environment ${environment} has ${meant.length} clusters or rings that could be meant`,
    received: name,
    allowed: deployed.map(({ manifest }) => manifest.name).join(", "),
    fix: "name one of them with --name",
  });
}

/**
 * The user that is asked for, or the first one of an application; `undefined` for a ring that knows none.
 *
 * @throws ValidationError CONNECT_USER_UNKNOWN
 */
export function chooseUser(manifest: Manifest, asked: string | undefined): string | undefined {
  if (manifest.kind === "memcached" && manifest.sasl === undefined) return undefined;
  const user = asked ?? applicationUsers(manifest)[0];
  if (user !== undefined) return user;
  throw new ValidationError("CONNECT_USER_UNKNOWN", {
    problem: `${manifest.name} has no user of an application`,
    allowed: manifest.users.map(({ name }) => name).join(", "),
    fix: "name one of the kit's users with --user, or add a user to the environment",
  });
}

export function isCluster(deployed: LoadedManifest): deployed is LoadedManifest<RedisManifest> {
  return deployed.manifest.kind === "redis-cluster";
}

export function isRing(deployed: LoadedManifest): deployed is LoadedManifest<MemcachedManifest> {
  return deployed.manifest.kind === "memcached";
}

function clientsOf({ kind }: Manifest): string[] {
  return Object.keys(kind === "memcached" ? RING_CLIENTS : CLUSTER_CLIENTS);
}

function fits(client: string, manifest: Manifest): boolean {
  return clientsOf(manifest).includes(client);
}

function unfit(client: string, manifest: Manifest): ValidationError {
  const what = manifest.kind === "memcached" ? "a Memcached ring" : "a Redis cluster";
  return new ValidationError("CONNECT_CLIENT_UNFIT", {
    problem: `${manifest.name} is ${what}, which ${client} does not speak to`,
    received: client,
    allowed: clientsOf(manifest).join(", "),
    fix: "choose one of these clients, or another --name",
  });
}
