import { ValidationError } from "../../constructs/core/errors";
import type { MemcachedManifest } from "../../constructs/core/manifest";
import { loginOf } from "../../constructs/memcached/sasl";
import { type LoadedManifest, readSecret } from "../manifest-file";

type PasswordLogin = Extract<
  MemcachedManifest["users"][number]["auth"],
  { readonly password: unknown }
>;

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
  const { login = user, password } = passwordLoginOf(deployed.manifest, user);
  return {
    login: loginOf(sasl.login, login, sasl.realm),
    password: readSecret(password, deployed.directory),
  };
}

function passwordLoginOf(manifest: MemcachedManifest, user: string): PasswordLogin {
  const found = manifest.users.find(({ name }) => name === user);
  if (found === undefined) {
    throw new ValidationError("MEMCACHED_USER_UNKNOWN", {
      problem: `the ring ${manifest.name} has no such user`,
      received: user,
      allowed: manifest.users.map(({ name }) => name).join(", "),
      fix: "name a user of the manifest, or add one to the environment and deploy",
    });
  }
  if ("password" in found.auth) return found.auth;
  throw new ValidationError("MEMCACHED_AUTH_UNSUPPORTED", {
    problem: `user ${user} logs in through IAM, which memcached does not know`,
    allowed: "a password",
    fix: "deploy again; do not edit manifests by hand",
  });
}
