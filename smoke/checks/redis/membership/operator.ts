import type { RedisManifest } from "../../../../constructs/core/manifest";
import {
  type ClusterNodeLine,
  parseClusterNodes,
} from "../../../../constructs/redis/cluster-nodes";
import { OPERATOR_USER } from "../../../../constructs/redis/system-users";
import type { CheckContext } from "../../../check";
import { NodeFailure } from "../../../probes/redis-session";
import type { AddressedNode } from "../../judge";
import { withSession } from "../nodes";

type Command = readonly [string, ...(string | number)[]];

/**
 * Has the operator do something at one node.
 *
 * @returns the server's answer
 * @throws NodeFailure when the node does not answer, or refuses
 */
export async function command(
  context: CheckContext<RedisManifest>,
  node: AddressedNode,
  ...words: Command
): Promise<unknown> {
  const reply = await withSession(context, node, OPERATOR_USER, (session) => session.ask(...words));
  if (reply.kind === "value") return reply.value;
  throw new NodeFailure(
    `node ${node.id} refuses ${words.slice(0, 2).join(" ")}`,
    new Error(reply.message),
  );
}

/** What one node sees of the cluster. @throws NodeFailure */
export async function linesAt(
  context: CheckContext<RedisManifest>,
  node: AddressedNode,
): Promise<ClusterNodeLine[]> {
  return parseClusterNodes(String(await command(context, node, "CLUSTER", "NODES")));
}
