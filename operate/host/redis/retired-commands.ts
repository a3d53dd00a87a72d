import { retireCommands } from "../../redis/retire-commands";
import type { PlacedNode, RedisHome } from "./home";
import { hasAppendOnlyFile, renamesIn } from "./started-conf";

/**
 * Whether a node's append-only file may hold a command that its next configuration does not know: a
 * server that meets one while it loads does not start.
 */
export function hasRetiredCommands(home: RedisHome, placed: PlacedNode): boolean {
  return retiredOf(home, placed).length > 0;
}

/**
 * Makes ready for a configuration that disables more commands than before.
 *
 * @throws OperationError REDIS_AOF_REWRITE_FAILED
 */
export async function retireCommandsOf(home: RedisHome): Promise<void> {
  const retired = [...new Set(home.members.flatMap((member) => retiredOf(home, member)))];
  if (retired.length === 0) return;
  home.log(`disabling ${retired.join(", ")}: writing every append-only file anew`);
  const nodes = await Promise.all(
    home.members.map(async (member) => ({
      id: member.node.id,
      connection: await home.watch.connection(home.addressOf(member)),
      rewriteCommand: renamesIn(member.folder).get("BGREWRITEAOF") ?? "BGREWRITEAOF",
    })),
  );
  await retireCommands(nodes, retired);
}

function retiredOf(home: RedisHome, { folder }: PlacedNode): string[] {
  if (!hasAppendOnlyFile(folder)) return [];
  const before = renamesIn(folder);
  return home.model.renamedCommands.disabled.filter((command) => before.get(command) !== "");
}
