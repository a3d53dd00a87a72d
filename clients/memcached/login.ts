import { ValidationError } from "../../constructs/core/errors";
import type { MemcachedManifest } from "../../constructs/core/manifest";
import { loginOf } from "../../constructs/memcached/sasl";
import { type LoadedManifest, readAuthority, readSecret } from "../manifest-file";
import { fixedLogin, type LoginSource, ManagedLogin } from "../secrets/login-source";
import {
  authorityReferences,
  type ManagedSecretsOptions,
  secretMaxAgeOf,
  unreadNames,
  withTexts,
} from "../secrets/managed-secrets";
import type { SecretTexts } from "../secrets-manager";
import type { Access } from "./access";

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
 * @throws ValidationError MEMCACHED_LOGIN_MISSING, MEMCACHED_USER_UNKNOWN, MEMCACHED_AUTH_UNSUPPORTED,
 * SECRET_KIND_UNSUPPORTED
 * @throws UnavailableError SECRET_UNREADABLE
 */
export function readLogin(deployed: LoadedManifest<MemcachedManifest>, user: string): Login {
  const { sasl } = deployed.manifest;
  if (sasl === undefined) throw loginMissing(deployed.manifest, user);
  const { login = user, password } = passwordLoginOf(deployed.manifest, user);
  return {
    login: loginOf(sasl.login, login, sasl.realm),
    password: readSecret(password, deployed),
  };
}

/**
 * Where connections of a user get their login and authority from: files and variables are read now, secrets
 * in AWS Secrets Manager from now on. A ring without `sasl` takes no login, whoever the user is.
 *
 * @throws as `readLogin`, and ValidationError SECRET_AGE_INVALID
 */
export function accessSource(
  deployed: LoadedManifest<MemcachedManifest>,
  user: string,
  options: ManagedSecretsOptions,
): LoginSource<Access> {
  const { manifest } = deployed;
  const { sasl } = manifest;
  const passwords = sasl === undefined ? [] : [passwordLoginOf(manifest, user).password];
  const names = unreadNames(deployed, [...passwords, ...authorityReferences(manifest)]);
  const accessOf = (read: LoadedManifest<MemcachedManifest>): Access => {
    const authority = readAuthority(read);
    return sasl === undefined ? { authority } : { authority, ...readLogin(read, user) };
  };
  secretMaxAgeOf(options);
  if (names.length === 0) return fixedLogin(accessOf(deployed));
  const make = (texts: SecretTexts): Access => accessOf(withTexts(deployed, texts));
  return new ManagedLogin({ ...options, names, make });
}

function loginMissing(manifest: MemcachedManifest, user: string): ValidationError {
  return new ValidationError("MEMCACHED_LOGIN_MISSING", {
    problem: `the ring ${manifest.name} takes no login: whoever reaches its nodes gets in`,
    received: user,
    allowed: "a ring with sasl in its manifest",
    fix: "connect without a login, as connectMemcached does",
  });
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
