import { join } from "node:path";
import { digestOfParts } from "../core/digest";
import type { EnvironmentPaths } from "../core/environment-paths";

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

/** Folders that a node's containers have in common. */
export function keptFolders(
  paths: EnvironmentPaths,
  owner: string,
  node: string,
): { readonly data: string; readonly state: string } {
  const folder = join(paths.home(owner), node);
  return { data: join(folder, "data"), state: join(folder, "state") };
}

/** Name of a node's container, and of its volume. */
export function containerName(environment: string, owner: string, node: string): string {
  return `cachefort-${environment}-${owner}-${node}`;
}
