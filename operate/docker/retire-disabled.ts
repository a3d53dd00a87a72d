import { readSecret } from "../../clients/manifest-file";
import type { ClusterWatch } from "../redis/cluster-watch";
import { retireCommands } from "../redis/retire-commands";
import type { ClusterRoll } from "./roll-cluster";

/**
 * Writes every log of writes anew where commands are disabled that were not before: a log may hold them,
 * and the next server would not know them.
 *
 * @throws OperationError REDIS_AOF_REWRITE_FAILED
 */
export async function retireDisabled(
  { log, old, wanted }: Pick<ClusterRoll, "log" | "old" | "wanted">,
  watch: ClusterWatch,
): Promise<void> {
  const known = new Map(old.manifest.renamedCommands.map(({ command, as }) => [command, as]));
  const retired = wanted.renamedCommands
    .filter(({ command, as }) => as === null && known.get(command) !== null)
    .map(({ command }) => command);
  if (retired.length === 0) return;
  log(`disabling ${retired.join(", ")}: writing every append-only file anew`);
  const secret = known.get("BGREWRITEAOF");
  const rewriteCommand =
    secret === undefined || secret === null ? "BGREWRITEAOF" : readSecret(secret, old);
  const nodes = await Promise.all(
    watch.nodes.map(async (node) => ({
      id: node.id,
      connection: await watch.connection(node),
      rewriteCommand,
    })),
  );
  await retireCommands(nodes, retired);
}
