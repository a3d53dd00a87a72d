import { ValidationError } from "../../constructs/core/errors";
import type { MemcachedManifest, SecretReference } from "../../constructs/core/manifest";
import { loginOf } from "../../constructs/memcached/sasl";
import { type LoadedManifest, readSecret } from "../manifest-file";

/** What SASL PLAIN sends. */
export interface Login {
  /** The user as the server knows it, with the realm where it has one. */
  readonly login: string;
  readonly password: string;
}

/**
 * Reads the login of a user of the ring.
 *
 * @throws ValidationError MEMCACHED_USER_UNKNOWN, MEMCACHED_AUTH_UNSUPPORTED, SECRET_KIND_UNSUPPORTED
 * @throws UnavailableError SECRET_UNREADABLE
 */
export function readLogin(deployed: LoadedManifest<MemcachedManifest>, user: string): Login {
  const { sasl } = deployed.manifest;
  return {
    login: loginOf(sasl.login, user, sasl.realm),
    password: readSecret(passwordReference(deployed.manifest, user), deployed.directory),
  };
}

function passwordReference(manifest: MemcachedManifest, user: string): SecretReference {
  const found = manifest.users.find(({ name }) => name === user);
  if (found === undefined) {
    throw new ValidationError("MEMCACHED_USER_UNKNOWN", {
      problem: `the ring ${manifest.name} has no such user`,
      received: user,
      allowed: manifest.users.map(({ name }) => name).join(", "),
      fix: "name a user of the manifest, or add one to the environment and deploy",
    });
  }
  if ("password" in found.auth) return found.auth.password;
  throw new ValidationError("MEMCACHED_AUTH_UNSUPPORTED", {
    problem: `user ${user} logs in through IAM, which memcached does not know`,
    allowed: "a password",
    fix: "deploy again; do not edit manifests by hand",
  });
}
