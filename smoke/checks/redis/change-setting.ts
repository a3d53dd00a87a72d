import { type LoadedManifest, readSecret } from "../../../clients/manifest-file";
import type { RedisManifest } from "../../../constructs/core/manifest";
import { OPERATOR_USER } from "../../../constructs/redis/system-users";
import { type CheckContext, CheckSkip } from "../../check";
import { NodeFailure, type RedisSession } from "../../probes/redis-session";
import type { AddressedNode } from "../judge";
import { withSession } from "./nodes";

/** A login that stays in while a change keeps new ones out. */
export interface HeldLogin {
  readonly session: RedisSession;
  /** What to do when that login is out as well. */
  readonly otherwise: (before: string) => Promise<void>;
}

/**
 * Changes a parameter of one running node, and sets it back with the end of the check.
 *
 * @param parameter name in `redis.conf`
 * @param held what sets it back first. @default - a new login
 * @returns what sets it back earlier than that
 * @throws CheckSkip when the cluster lets nobody call CONFIG
 * @throws NodeFailure when the node refuses the value
 */
export async function changeSetting(
  context: CheckContext<RedisManifest>,
  node: AddressedNode,
  parameter: string,
  value: string | number,
  held?: HeldLogin,
): Promise<() => Promise<void>> {
  const { deployed, journal } = context;
  const config = configName(deployed);
  const before = await withSession(context, node, OPERATOR_USER, (session) =>
    readSetting(session, config, node, parameter),
  );
  const subject = deployed.manifest.name;
  journal.note({ kind: "setting", subject, node: node.id, parameter, before });
  const restore = async (): Promise<void> => {
    if (held === undefined) await setParameter(deployed, node, parameter, before);
    else await setHeld(held, node, [config, "SET", parameter, before]);
    journal.forget(
      (entry) =>
        entry.kind === "setting" &&
        entry.subject === subject &&
        entry.node === node.id &&
        entry.parameter === parameter,
    );
  };
  context.onExit(restore);
  await setParameter(deployed, node, parameter, value);
  return restore;
}

/**
 * Sets a parameter of one running node.
 *
 * @throws CheckSkip when the cluster lets nobody call CONFIG
 * @throws NodeFailure when the node refuses the value
 */
export async function setParameter(
  deployed: LoadedManifest<RedisManifest>,
  node: AddressedNode,
  parameter: string,
  value: string | number,
): Promise<void> {
  await withSession({ deployed }, node, OPERATOR_USER, (session) =>
    requireValue(node, session, configName(deployed), "SET", parameter, value),
  );
}

async function setHeld(
  { otherwise, session }: HeldLogin,
  node: AddressedNode,
  [config, ...args]: readonly [string, string, string, string],
): Promise<void> {
  try {
    await requireValue(node, session, config, ...args);
  } catch (error) {
    if (!(error instanceof NodeFailure)) throw error;
    await otherwise(args[2]);
  }
}

/** @returns the name that CONFIG answers to, which is never shown */
function configName(deployed: LoadedManifest<RedisManifest>): string {
  const renamed = deployed.manifest.renamedCommands.find(({ command }) => command === "CONFIG");
  if (renamed === undefined) return "CONFIG";
  if (renamed.as === null) throw new CheckSkip("the cluster lets nobody call CONFIG");
  return readSecret(renamed.as, deployed);
}

async function readSetting(
  session: RedisSession,
  config: string,
  node: AddressedNode,
  parameter: string,
): Promise<string> {
  const pair = await requireValue(node, session, config, "GET", parameter);
  if (Array.isArray(pair) && typeof pair[1] === "string") return pair[1];
  throw new RangeError(`node ${node.id} knows no parameter ${parameter}`);
}

async function requireValue(
  { host, port }: AddressedNode,
  session: RedisSession,
  config: string,
  ...args: readonly (string | number)[]
): Promise<unknown> {
  const reply = await session.ask(config, ...args);
  if (reply.kind === "value") return reply.value;
  // The message of an unknown command repeats its name.
  const message = reply.message.replaceAll(config, "CONFIG");
  throw new NodeFailure(`${host}:${port}`, new Error(message));
}
