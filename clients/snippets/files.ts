import { resolve } from "node:path";
import { ValidationError } from "../../constructs/core/errors";
import type { Manifest, SecretReference } from "../../constructs/core/manifest";
import type { LoadedManifest } from "../manifest-file";

/**
 * File with the authority's certificate, absolute; `undefined` is the trust store of the machine.
 *
 * @throws ValidationError CONNECT_AUTHORITY_UNSUPPORTED
 */
export function authorityFileOf({
  directory,
  manifest,
}: LoadedManifest<Manifest>): string | undefined {
  const { ca } = manifest.tls;
  if (ca === "system") return undefined;
  if ("file" in ca) return resolve(directory, ca.file);
  throw new ValidationError("CONNECT_AUTHORITY_UNSUPPORTED", {
    problem: `the authorities of ${manifest.name} lie in no file that a snippet could read`,
    received: ca.trusted.flatMap((secret) => Object.keys(secret)).join(", "),
    allowed: "one authority in a file, or the trust store of the machine",
    fix: "write the authorities of the manifest to a file by hand; --format json tells where they are",
  });
}

/**
 * File with a user's password, absolute.
 *
 * @throws ValidationError CONNECT_AUTH_UNSUPPORTED
 */
export function passwordFileOf(directory: string, user: string, password: SecretReference): string {
  if ("file" in password) return resolve(directory, password.file);
  throw new ValidationError("CONNECT_AUTH_UNSUPPORTED", {
    problem: `user ${user} has no password file that a snippet could read`,
    received: Object.keys(password),
    allowed: "a user whose password lies in a file, or who logs in with AWS IAM",
    fix: "take the login from the manifest by hand; --format json tells where the password is",
  });
}
