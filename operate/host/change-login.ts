import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import {
  loginOf,
  passwordDatabase,
  SASL_APPLICATION,
  SASL_REALM,
} from "../../constructs/memcached/sasl";
import { SASL_DIGEST, USER_DATABASE } from "./memcached-files";
import type { NodeFolder } from "./node-folder";
import { requireProgram } from "./programs";

/**
 * Changes one user where the server of a node finds its users at each login. The file keeps its owner and mode,
 * and the next start of the node by a deployment makes it anew.
 *
 * @param password `undefined` takes the user away
 * @throws ValidationError MEMCACHED_PASSWORD_INVALID
 * @throws UnavailableError HOST_PROGRAM_MISSING
 */
export function changeLogin(folder: NodeFolder, user: string, password: string | undefined): void {
  const database = folder.conf(USER_DATABASE);
  if (existsSync(folder.conf(SASL_DIGEST))) changeSaslDatabase(database, user, password);
  else changePasswordDatabase(database, user, password);
}

function changeSaslDatabase(database: string, user: string, password: string | undefined): void {
  const verb = password === undefined ? ["-d"] : ["-p", "-c"];
  const where = ["-a", SASL_APPLICATION, "-f", database, "-u", SASL_REALM];
  execFileSync(requireProgram("saslpasswd2"), [...verb, ...where, user], {
    input: password ?? "",
    stdio: ["pipe", "ignore", "pipe"],
  });
}

function changePasswordDatabase(
  database: string,
  user: string,
  password: string | undefined,
): void {
  const beginning = `${loginOf("user@realm", user)}:`;
  const others = readFileSync(database, "utf8")
    .split(/(?<=\n)/)
    .filter((line) => !line.startsWith(beginning));
  const own = password === undefined ? "" : passwordDatabase([{ user, password }]);
  writeFileSync(database, `${others.join("")}${own}`);
}
