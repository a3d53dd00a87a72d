import { readFileSync } from "node:fs";
import { UnavailableError } from "../../constructs/core/errors";
import type { ServiceAccount } from "./node-folder";

/**
 * The account a server drops to when this process is root; `undefined` otherwise, because a server
 * then runs as the caller.
 *
 * @param names accounts that the distributions create for the server, best first
 * @throws UnavailableError HOST_ACCOUNT_MISSING
 */
export function serviceAccount(names: readonly string[]): ServiceAccount | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  for (const name of names) {
    const [, , uid, gid] = accounts.find(([account]) => account === name) ?? [];
    if (uid !== undefined && gid !== undefined && uid !== "0") {
      return { uid: Number(uid), gid: Number(gid) };
    }
  }
  throw new UnavailableError("HOST_ACCOUNT_MISSING", {
    problem: "a server never runs as root, and the account it should run as does not exist",
    received: names,
    fix: `create it: useradd --system --no-create-home ${names[0]}; or deploy as a plain user`,
  });
}
