import type { NodeNetwork } from "../core/node-network";

/**
 * Who reaches the nodes of an environment of containers: programs on the engine's machine, containers in
 * the environment's network, or both.
 */
export type DockerAccess = "host" | "network" | "both";

/** Whether nodes have ports at 127.0.0.1 of the machine; otherwise their network is internal. */
export function isPublished(access: DockerAccess): boolean {
  return access !== "network";
}

/**
 * The network of a cluster or ring.
 *
 * @param namePrefix what the names of its containers begin with
 */
export function nodeNetworkOf(
  { access, subnet }: { readonly access: DockerAccess; readonly subnet: string },
  namePrefix: string,
): NodeNetwork {
  return {
    subnet,
    ...(access === "host" ? {} : { namePrefix }),
    ...(isPublished(access) ? {} : { isUnpublished: true }),
  };
}
