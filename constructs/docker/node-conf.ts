import { join } from "node:path";
import { digestOfParts } from "../core/digest";
import { ValidationError } from "../core/errors";
import type { EnvironmentPaths } from "../core/environment-paths";

const MAX_LABEL = 63;
/** Name of the folder of `usersFolder`. */
export const USERS_FOLDER = "users";

/** Everything in a node's folder `conf`, as far as a synth may know it. */
export interface NodeConf {
  /** Text by name; none of it is a secret. */
  readonly texts: Readonly<Record<string, string>>;
  /** Digests of the secrets that lie beside them. */
  readonly secretDigests: readonly string[];
}

/**
 * Folder of a node's configuration. Its name follows from its content, so that a changed configuration
 * replaces the container, and a container that starts again finds what it was made with.
 */
export function confFolder(
  paths: EnvironmentPaths,
  owner: string,
  node: string,
  conf: NodeConf,
): string {
  const digest = digestOfParts([...Object.entries(conf.texts).flat(), ...conf.secretDigests]).slice(
    0,
    12,
  );
  return join(paths.home(owner), node, `conf-${digest}`);
}

/** Folder of the users that a node's server reads at each login: they change and the container stays. */
export function usersFolder(paths: EnvironmentPaths, owner: string, node: string): string {
  return join(paths.home(owner), node, USERS_FOLDER);
}

/** Folders that a node's containers have in common. */
export function keptFolders(
  paths: EnvironmentPaths,
  owner: string,
  node: string,
): { readonly data: string; readonly state: string } {
  const folder = join(paths.home(owner), node);
  return { data: join(folder, "data"), state: join(folder, "state") };
}

/** What the names of a cluster's containers begin with. */
export function containerPrefix(environment: string, owner: string): string {
  return `cachefort-${environment}-${owner}`;
}

/**
 * Name of a node's container, and of its volume; in the network the container's host name.
 *
 * @throws ValidationError DOCKER_NAME_LONG
 */
export function containerName(environment: string, owner: string, node: string): string {
  const name = `${containerPrefix(environment, owner)}-${node}`;
  if (name.length <= MAX_LABEL) return name;
  throw new ValidationError("DOCKER_NAME_LONG", {
    problem: "a container's name would be too long for a host name",
    received: name,
    allowed: `${MAX_LABEL} characters (RFC 1035, section 2.3.4), the names of environment and cluster in it`,
    fix: "shorten the name of the environment, or of the cluster or ring",
  });
}
