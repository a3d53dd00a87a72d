import type { Reply } from "../../probes/redis-session";
import type { CommandLine } from "./expected-grants";
import type { CallableCommand } from "./server-catalogue";

/**
 * Asks whether a user may run a command, without running it; as for keys and channels, the answer
 * does not matter.
 *
 * @param called the name under which the server knows the command, as renamed
 */
export function dryRun(
  user: string,
  { name, arity }: CallableCommand,
  called: string,
): CommandLine {
  const [, ...subcommand] = name.split("|");
  const words = [called, ...subcommand];
  const fill = Array.from({ length: Math.max(0, Math.abs(arity) - words.length) }, () => "0");
  return ["ACL", "DRYRUN", user, ...words, ...fill];
}

/** What the server says of the command's grant; `undefined` when it says something else. */
export function dryRunVerdict(reply: Reply): "allowed" | "denied" | undefined {
  if (reply.kind === "error") return undefined;
  const text = String(reply.value);
  if (/ has no permissions to run the /.test(text)) return "denied";
  if (text === "OK" || / has no permissions to access /.test(text)) return "allowed";
  return undefined;
}
