import { readSecret } from "../../../clients/manifest-file";
import type { RedisManifest } from "../../../constructs/core/manifest";
import { isRestricted } from "../../../constructs/redis/aws/restricted-commands";
import { OPERATOR_USER, SMOKE_USER, SYSTEM_USERS } from "../../../constructs/redis/system-users";
import { type Check, type CheckContext, CheckSkip } from "../../check";
import { isError, type RedisSession, type Reply } from "../../probes/redis-session";
import { observed, type Observation, type AddressedNode } from "../judge";
import { judgeNodes } from "./judge";
import { withSession } from "./nodes";

/** A command that answers to a secret name. The name is never shown. */
interface RenamedCommand {
  readonly command: string;
  readonly secretName: string;
}

const MEMORY_LIMIT = ["GET", "maxmemory"];
/** No administrative command takes it: one that is called with it does nothing. */
const NO_ARGUMENT = "cf-smoke-no-argument";
/**
 * Arguments with which a call gets as far as the grants and, where somebody may call it, changes
 * nothing that lasts. Any other command is called with one argument that it does not know.
 */
const HARMLESS_ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  ACL: ["WHOAMI"],
  BGREWRITEAOF: [],
  CONFIG: MEMORY_LIMIT,
  LASTSAVE: [],
  LATENCY: ["LATEST"],
  MODULE: ["LIST"],
  MONITOR: [],
  SAVE: [],
  SLOWLOG: ["LEN"],
};

export const renamedCommands: Check<RedisManifest> = {
  id: "redis/renamed-commands",
  title: "Disabled commands are unknown, renamed ones answer the operator's secret name only",
  proves:
    "On every node nobody can call a disabled command, nor a renamed one by its own name; the secret names serve cf-operator and no application.",
  kind: "redis-cluster",
  suite: "quick",
  injectsFaults: false,
  run: (context) => {
    const { manifest } = context.deployed;
    if (manifest.renamedCommands.length === 0) {
      throw new CheckSkip("the cluster renames and disables no command");
    }
    const judged = manifest.renamedCommands.filter(
      ({ command }) => manifest.target !== "aws" || !isRestricted(command.toLowerCase()),
    );
    if (judged.length === 0) {
      throw new CheckSkip("ElastiCache lets nobody call any of the commands that are disabled");
    }
    const originals = judged.map(({ command }) => command);
    const renamed = judged.flatMap(({ command, as }) =>
      as === null ? [] : [{ command, secretName: readSecret(as, context.deployed) }],
    );
    return judgeNodes(
      context,
      {
        expected: `${originals.length} names unknown to everybody, ${renamed.length} secret names known to the operator and refused to applications`,
        hint: "compare rename-command in redis.conf and secrets.conf of the node; only a restart changes it",
      },
      async (node) => [
        ...(await everyUser(context, node, originals)),
        ...(await operator(context, node, renamed)),
        ...(await applications(context, node, renamed)),
      ],
      () =>
        `${originals.length} names unknown to ${manifest.users.length} users, ${renamed.length} secret names as they must be`,
    );
  },
};

/** Calls each command by its own name, with an argument that none of the administrative ones takes. */
async function everyUser(
  context: CheckContext<RedisManifest>,
  node: AddressedNode,
  originals: readonly string[],
): Promise<Observation[]> {
  const argument = `cf-smoke:${context.runId}:renamed`;
  const seen: Observation[] = [];
  for (const { name } of context.deployed.manifest.users) {
    context.signal.throwIfAborted();
    const one = await asUser(context, node, name, async (session) => {
      const replies = await session.askAll(originals.map((command) => [command, argument]));
      // A command that was not disabled after all, such as INCR, may have made a key of it.
      if (replies.some(({ kind }) => kind === "value")) removeOnExit(context, node, name, argument);
      return originals.map((command, index) => ({
        holds: isUnknown(replies[index]),
        seen: `${command}: ${outcome(replies[index])}`,
      }));
    });
    seen.push(...one);
  }
  return seen;
}

function operator(
  context: CheckContext<RedisManifest>,
  node: AddressedNode,
  renamed: readonly RenamedCommand[],
): Promise<readonly Observation[]> {
  const granted = SYSTEM_USERS.find(({ name }) => name === OPERATOR_USER)?.commands ?? [];
  return asUser(context, node, OPERATOR_USER, async (session) => {
    const seen: Observation[] = [];
    for (const { command, secretName } of renamed) {
      const works = command === "CONFIG";
      const reply = await session.ask(secretName, ...(works ? MEMORY_LIMIT : [NO_ARGUMENT]));
      const isRefused = isError(reply, "NOPERM") && granted.includes(`+${command.toLowerCase()}`);
      seen.push({
        holds: works ? reply.kind === "value" : !isUnknown(reply) && !isRefused,
        seen: `${command} by its secret name: ${outcome(reply)}`,
      });
    }
    return seen;
  });
}

/** What a `custom` user may call is its own affair. */
async function applications(
  context: CheckContext<RedisManifest>,
  node: AddressedNode,
  renamed: readonly RenamedCommand[],
): Promise<Observation[]> {
  const users = context.deployed.manifest.users.filter(
    ({ name, role }) => role === "readWrite" || role === "readOnly" || name === SMOKE_USER,
  );
  const seen: Observation[] = [];
  for (const { name } of users) {
    context.signal.throwIfAborted();
    const one = await asUser(context, node, name, async (session) => {
      const replies = await session.askAll(
        renamed.map(({ command, secretName }) => [
          secretName,
          ...(HARMLESS_ARGUMENTS[command] ?? [NO_ARGUMENT]),
        ]),
      );
      return renamed.map(({ command }, index) => ({
        holds: replies[index] !== undefined && isError(replies[index], "NOPERM"),
        seen: `${command} by its secret name: ${outcome(replies[index])}`,
      }));
    });
    seen.push(...one);
  }
  return seen;
}

async function asUser(
  context: CheckContext<RedisManifest>,
  node: AddressedNode,
  user: string,
  work: (session: RedisSession) => Promise<Observation[]>,
): Promise<Observation[]> {
  const seen = await observed(() => withSession(context, node, user, work));
  return seen.map((one) => ({ ...one, seen: `as ${user}: ${one.seen}` }));
}

/** Whoever could make the key can most likely delete it. */
function removeOnExit(
  context: CheckContext<RedisManifest>,
  node: AddressedNode,
  user: string,
  key: string,
): void {
  context.onExit(async () => {
    await withSession(context, node, user, (session) => session.ask("DEL", key));
  });
}

function isUnknown(reply: Reply | undefined): boolean {
  return reply?.kind === "error" && reply.message.startsWith("ERR unknown command");
}

/** Never the server's own words: they repeat the name that was called. */
function outcome(reply: Reply | undefined): string {
  if (reply === undefined) return "no answer";
  if (isUnknown(reply)) return "unknown command";
  if (reply.kind === "value") return "executed";
  return reply.code === "ERR" ? "known, arguments refused" : reply.code;
}
