import type Redis from "ioredis";
import { OperationError } from "../../../constructs/core/errors";
import { until } from "../until";
import type { PlacedNode, RedisHome } from "./home";
import { hasAppendOnlyFile, renamesIn } from "./started-conf";

/** A rewrite takes seconds for each gigabyte; one that takes longer than this is stuck. */
const REWRITE_TIMEOUT_MS = 600_000;
/** Replicas are linked when this is asked for: what they lack is on its way. */
const CAUGHT_UP_TIMEOUT_MS = 60_000;

interface ConnectedNode {
  readonly member: PlacedNode;
  readonly connection: Redis;
}

/**
 * Whether a node's append-only file may hold a command that its next configuration does not know: a
 * server that meets one while it loads does not start.
 */
export function hasRetiredCommands(home: RedisHome, placed: PlacedNode): boolean {
  return retiredOf(home, placed).length > 0;
}

/**
 * Makes ready for a configuration that disables more commands than before: nobody may call them any
 * longer, and every append-only file is written anew without them.
 *
 * @throws OperationError REDIS_AOF_REWRITE_FAILED
 */
export async function retireCommands(home: RedisHome): Promise<void> {
  const retired = [...new Set(home.members.flatMap((member) => retiredOf(home, member)))];
  if (retired.length === 0) return;
  home.log(`disabling ${retired.join(", ")}: writing every append-only file anew`);
  const nodes = await Promise.all(
    home.members.map(async (member) => ({
      member,
      connection: await home.watch.connection(home.addressOf(member)),
    })),
  );
  await Promise.all(nodes.map(({ connection }) => forbid(connection, retired)));
  await waitCaughtUp(nodes);
  for (const { member, connection } of nodes) {
    const name = renamesIn(member.folder).get("BGREWRITEAOF") ?? "BGREWRITEAOF";
    await rewrite(connection, name, member.node.id);
  }
}

function retiredOf(home: RedisHome, { folder }: PlacedNode): string[] {
  if (!hasAppendOnlyFile(folder)) return [];
  const before = renamesIn(folder);
  return home.model.renamedCommands.disabled.filter((command) => before.get(command) !== "");
}

async function forbid(connection: Redis, commands: readonly string[]): Promise<void> {
  const users = (await connection.call("ACL", "USERS")) as string[];
  const rules = commands.map((command) => `-${command.toLowerCase()}`);
  for (const user of users) await connection.call("ACL", "SETUSER", user, ...rules);
}

/** A replica's file holds all that its primary had run when the commands were forbidden. */
async function waitCaughtUp(nodes: readonly ConnectedNode[]): Promise<void> {
  const target = new Map<string, number>();
  for (const { connection } of nodes) {
    const { id, offset } = await positionOf(connection);
    target.set(id, Math.max(offset, target.get(id) ?? 0));
  }
  let behind: ConnectedNode | undefined;
  const isCaughtUp = await until(CAUGHT_UP_TIMEOUT_MS, async () => {
    behind = undefined;
    for (const node of nodes) {
      const { id, offset } = await positionOf(node.connection);
      if (offset < (target.get(id) ?? 0)) behind = node;
    }
    return behind === undefined;
  });
  if (isCaughtUp) return;
  throw new OperationError("REDIS_AOF_REWRITE_FAILED", {
    problem: `node ${behind?.member.node.id} has not received all that its primary wrote within ${CAUGHT_UP_TIMEOUT_MS / 1000} s: its append-only file would still get commands that are to be disabled`,
    fix: "look at the node's log for why it does not follow its primary, then deploy again",
  });
}

/** Where a node stands in the stream of its shard's writes. */
async function positionOf(node: Redis): Promise<{ id: string; offset: number }> {
  const text = await node.info("replication");
  return {
    id: /^master_replid:(\w+)/m.exec(text)?.[1] ?? "",
    offset: Number(/^master_repl_offset:(\d+)/m.exec(text)?.[1] ?? 0),
  };
}

async function rewrite(connection: Redis, command: string, node: string): Promise<void> {
  const field = async (name: string): Promise<string | undefined> =>
    new RegExp(`^${name}:(.*?)\\r?$`, "m").exec(await connection.info("persistence"))?.[1];
  const isIdle = async (): Promise<boolean> =>
    (await field("aof_rewrite_in_progress")) === "0" &&
    (await field("aof_rewrite_scheduled")) === "0";
  let isDone = await until(REWRITE_TIMEOUT_MS, isIdle);
  if (isDone) {
    const before = Number(await field("aof_rewrites"));
    await connection.call(command);
    isDone = await until(
      REWRITE_TIMEOUT_MS,
      async () => Number(await field("aof_rewrites")) > before && (await isIdle()),
    );
  }
  const status = await field("aof_last_bgrewrite_status");
  if (isDone && status === "ok") return;
  throw new OperationError("REDIS_AOF_REWRITE_FAILED", {
    problem: `node ${node} has not written its append-only file anew: ${isDone ? `status ${status}` : `not done after ${REWRITE_TIMEOUT_MS / 1000} s`}`,
    fix: "look at the node's log (a full disk is the usual cause), then deploy again",
  });
}
