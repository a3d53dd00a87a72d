import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, rmSync } from "node:fs";
import { SASL_APPLICATION, SASL_REALM, type Credential } from "../../constructs/memcached/sasl";
import { UnavailableError } from "../../constructs/core/errors";

/**
 * Makes the user database of a node; a former one is replaced.
 * The passwords go through standard input, because arguments can be read by everybody.
 *
 * @param program absolute path of `saslpasswd2`
 * @throws UnavailableError MEMCACHED_SASLDB_FAILED
 */
export function writeSaslDatabase(
  program: string,
  file: string,
  credentials: readonly Credential[],
): void {
  rmSync(file, { force: true });
  for (const { user, password } of credentials) {
    execFileSync(
      program,
      ["-p", "-c", "-a", SASL_APPLICATION, "-f", file, "-u", SASL_REALM, user],
      { input: password, stdio: ["pipe", "ignore", "pipe"] },
    );
  }
  // The tool ends with 0 also when its database plug-in is not installed.
  if (existsSync(file)) {
    // It leaves the file readable for the group.
    chmodSync(file, 0o600);
    return;
  }
  throw new UnavailableError("MEMCACHED_SASLDB_FAILED", {
    problem: `saslpasswd2 wrote no database to ${file}`,
    fix: "install the database plug-in of Cyrus SASL (Debian: libsasl2-modules-db)",
  });
}
