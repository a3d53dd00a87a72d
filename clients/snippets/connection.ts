import type { RedisManifest, RedisManifestUser } from "../../constructs/core/manifest";
import { endpointOf, type ClientPlace, type Endpoint } from "../client-place";
import type { LoadedManifest } from "../manifest-file";
import { iamLoginOf, type IamLogin } from "../redis/iam-login";
import { namedUser } from "../connection/user";
import { nodePlaces } from "../redis/node-places";
import { authorityFileOf, passwordFileOf } from "./files";

/** All that a snippet says about a cluster; files, never values. */
export interface SnippetConnection {
  readonly entrypoints: readonly Endpoint[];
  /** By what a node announces, `host:port`, where a client has to translate. */
  readonly addressMap: Readonly<Record<string, Endpoint>>;
  /** A container of the network that has a client of its own, for one that cannot translate. */
  readonly container: SnippetContainer | undefined;
  /** What the client logs in as. */
  readonly user: string;
  readonly login: SnippetLogin;
  /** File with the authority's certificate, absolute; `undefined` is the trust store of the machine. */
  readonly authorityFile: string | undefined;
  /** A key that the user may touch. */
  readonly key: string;
  readonly mayWrite: boolean;
}

/** File with the password, absolute; or what a token of AWS IAM is signed for. */
export type SnippetLogin = { readonly passwordFile: string } | { readonly iam: IamLogin };

/** A node's container, from which clients see what containers see. */
export interface SnippetContainer {
  readonly name: string;
  readonly endpoint: Endpoint;
  readonly engine: "redis" | "valkey";
}

/**
 * What a snippet for one user needs.
 *
 * @param from where the snippet will run
 * @throws ValidationError CONNECT_USER_UNKNOWN, CONNECT_AUTH_UNSUPPORTED, CONNECT_AUTHORITY_UNSUPPORTED,
 * REDIS_IAM_CACHE_MISSING, CLIENT_PLACE_NOT_SERVED
 */
export function snippetConnection(
  deployed: LoadedManifest<RedisManifest>,
  user: string,
  from: ClientPlace = "machine",
): SnippetConnection {
  const { manifest } = deployed;
  const found = namedUser(manifest, user);
  const login = loginOf(deployed, found);
  const { addressMap, startup } = nodePlaces(manifest, from);
  return {
    entrypoints: startup,
    addressMap,
    container: Object.keys(addressMap).length === 0 ? undefined : containerOf(manifest),
    user: "iam" in login ? login.iam.userId : user,
    login,
    authorityFile: authorityFileOf(deployed),
    ...touchedKey(found),
  };
}

/** A key that the user may touch, and whether it may write it. */
export function touchedKey({
  keys,
  role,
}: Pick<RedisManifestUser, "keys" | "role">): Pick<SnippetConnection, "key" | "mayWrite"> {
  return { key: (keys[0] ?? "hello").replaceAll("*", "hello"), mayWrite: role !== "readOnly" };
}

function loginOf(
  { directory, manifest }: LoadedManifest<RedisManifest>,
  { auth, name }: RedisManifestUser,
): SnippetLogin {
  if ("iam" in auth) return { iam: iamLoginOf(manifest, auth.iam) };
  return { passwordFile: passwordFileOf(directory, name, auth.password) };
}

function containerOf({ engine, nodes }: RedisManifest): SnippetContainer | undefined {
  const [first] = nodes;
  const endpoint = first === undefined ? undefined : endpointOf(first, "network");
  if (first === undefined || endpoint === undefined) return undefined;
  return { name: first.ref, endpoint, engine: engine.name };
}
