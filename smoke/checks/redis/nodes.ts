import type { RedisManifest } from "../../../constructs/core/manifest";
import type { ClusterNodeLine } from "../../../constructs/redis/cluster-nodes";
import { type CheckContext, CheckSkip } from "../../check";
import { RedisSession } from "../../probes/redis-session";
import type { AddressedNode } from "../judge";
import { nodeLogin } from "./node-login";

/** Keys of a run that was killed are gone after this long. */
export const KEY_TTL_SECONDS = 300;

/** What a session needs of the context of a check. */
type Deployed = Pick<CheckContext<RedisManifest>, "deployed">;

/**
 * Every node of the manifest.
 *
 * @throws CheckSkip when the manifest names no address of a node: a service hides its nodes
 */
export function addressedNodes({ deployed }: Deployed): AddressedNode[] {
  return deployed.manifest.nodes.map(({ id, host, networkHost, address, port }) => {
    if (host !== undefined && port !== undefined) {
      return {
        id,
        host,
        port,
        ...(networkHost === undefined ? {} : { networkHost }),
        ...(address === undefined ? {} : { address }),
      };
    }
    throw new CheckSkip(`the manifest names no address of node ${id}`);
  });
}

/** Whether the manifest names an address of every node; a service may hide them. */
export function areAddressed({ deployed }: Deployed): boolean {
  return deployed.manifest.nodes.every(
    ({ host, port }) => host !== undefined && port !== undefined,
  );
}

/** The node that a line of `CLUSTER NODES` is of. */
export function nodeOfLine<N extends AddressedNode>(
  nodes: readonly N[],
  line: ClusterNodeLine,
): N | undefined {
  return nodes.find(
    ({ address, host, port }) => (address ?? host) === line.host && port === line.port,
  );
}

/** Logs in at one node. @throws NodeFailure */
export async function openSession(
  { deployed }: Deployed,
  { host, port }: AddressedNode,
  user: string,
): Promise<RedisSession> {
  return RedisSession.open({ host, port, ...(await nodeLogin(deployed, user)) });
}

/** Logs in at one node for as long as the work takes. @throws NodeFailure */
export async function withSession<T>(
  context: Deployed,
  node: AddressedNode,
  user: string,
  work: (session: RedisSession) => Promise<T>,
): Promise<T> {
  const session = await openSession(context, node, user);
  try {
    return await work(session);
  } finally {
    session.close();
  }
}
