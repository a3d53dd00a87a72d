import { resolve } from "node:path";
import { ValidationError } from "../../constructs/core/errors";
import type { RedisManifest } from "../../constructs/core/manifest";
import type { LoadedManifest } from "../manifest-file";

/** All that a snippet says about a cluster; files, never values. */
export interface SnippetConnection {
  readonly entrypoints: readonly { readonly host: string; readonly port: number }[];
  readonly user: string;
  /** File with the password, absolute. */
  readonly passwordFile: string;
  /** File with the authority's certificate, absolute; `undefined` is the trust store of the machine. */
  readonly authorityFile: string | undefined;
  /** A key that the user may touch. */
  readonly key: string;
  readonly mayWrite: boolean;
}

/**
 * What a snippet for one user needs.
 *
 * @throws ValidationError CONNECT_USER_UNKNOWN, CONNECT_AUTH_UNSUPPORTED
 */
export function snippetConnection(
  deployed: LoadedManifest<RedisManifest>,
  user: string,
): SnippetConnection {
  const { manifest, directory } = deployed;
  const found = manifest.users.find((candidate) => candidate.name === user);
  if (found === undefined) {
    throw new ValidationError("CONNECT_USER_UNKNOWN", {
      problem: `cluster ${manifest.name} has no such user`,
      received: user,
      allowed: manifest.users.map(({ name }) => name).join(", "),
      fix: "name one of the users",
    });
  }
  if (!("password" in found.auth) || !("file" in found.auth.password)) {
    throw new ValidationError("CONNECT_AUTH_UNSUPPORTED", {
      problem: `user ${user} has no password file that a snippet could read`,
      received: Object.keys(found.auth),
      allowed: "a user whose password lies in a file",
      fix: "take the login from the manifest by hand",
    });
  }
  const { ca } = manifest.tls;
  return {
    entrypoints: manifest.entrypoints,
    user,
    passwordFile: resolve(directory, found.auth.password.file),
    authorityFile: ca === "system" ? undefined : resolve(directory, ca.file),
    key: (found.keys[0] ?? "hello").replaceAll("*", "hello"),
    mayWrite: found.role !== "readOnly",
  };
}
