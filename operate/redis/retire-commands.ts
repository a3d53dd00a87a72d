import type Redis from "ioredis";
import { OperationError } from "../../constructs/core/errors";
import { until } from "../host/until";

/** A rewrite takes seconds for each gigabyte; one that takes longer than this is stuck. */
const REWRITE_TIMEOUT_MS = 600_000;
/** Replicas are linked when this is asked for: what they lack is on its way. */
const CAUGHT_UP_TIMEOUT_MS = 60_000;

/** A node whose append-only file is to lose commands. */
export interface RetiringNode {
  readonly id: string;
  readonly connection: Redis;
  /** Name under which it knows BGREWRITEAOF. */
  readonly rewriteCommand: string;
}

/**
 * Makes ready for a configuration that disables more commands than before: nobody may call them any
 * longer, and every append-only file is written anew without them. A server that meets a command which
 * it does not know while it loads does not start.
 *
 * @throws OperationError REDIS_AOF_REWRITE_FAILED
 */
export async function retireCommands(
  nodes: readonly RetiringNode[],
  retired: readonly string[],
): Promise<void> {
  await Promise.all(nodes.map(({ connection }) => forbid(connection, retired)));
  await waitCaughtUp(nodes);
  for (const node of nodes) await rewrite(node);
}

async function forbid(connection: Redis, commands: readonly string[]): Promise<void> {
  const users = (await connection.call("ACL", "USERS")) as string[];
  const rules = commands.map((command) => `-${command.toLowerCase()}`);
  for (const user of users) await connection.call("ACL", "SETUSER", user, ...rules);
}

/** A replica's file holds all that its primary had run when the commands were forbidden. */
async function waitCaughtUp(nodes: readonly RetiringNode[]): Promise<void> {
  const target = new Map<string, number>();
  for (const { connection } of nodes) {
    const { id, offset } = await positionOf(connection);
    target.set(id, Math.max(offset, target.get(id) ?? 0));
  }
  let behind: RetiringNode | undefined;
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
    problem: `node ${behind?.id} has not received all that its primary wrote within ${CAUGHT_UP_TIMEOUT_MS / 1000} s: its append-only file would still get commands that are to be disabled`,
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

async function rewrite({ connection, id, rewriteCommand }: RetiringNode): Promise<void> {
  const field = async (name: string): Promise<string | undefined> =>
    new RegExp(`^${name}:(.*?)\\r?$`, "m").exec(await connection.info("persistence"))?.[1];
  const isIdle = async (): Promise<boolean> =>
    (await field("aof_rewrite_in_progress")) === "0" &&
    (await field("aof_rewrite_scheduled")) === "0";
  let isDone = await until(REWRITE_TIMEOUT_MS, isIdle);
  if (isDone) {
    const before = Number(await field("aof_rewrites"));
    await connection.call(rewriteCommand);
    isDone = await until(
      REWRITE_TIMEOUT_MS,
      async () => Number(await field("aof_rewrites")) > before && (await isIdle()),
    );
  }
  const status = await field("aof_last_bgrewrite_status");
  if (isDone && status === "ok") return;
  throw new OperationError("REDIS_AOF_REWRITE_FAILED", {
    problem: `node ${id} has not written its append-only file anew: ${isDone ? `status ${status}` : `not done after ${REWRITE_TIMEOUT_MS / 1000} s`}`,
    fix: "look at the node's log (a full disk is the usual cause), then deploy again",
  });
}
