import { ValidationError } from "../../constructs/core/errors";
import type { RedisManifest, RedisManifestUser } from "../../constructs/core/manifest";
import { readSecret, type LoadedManifest } from "../manifest-file";

/** What a user logs in with. */
export interface RedisCredentials {
  readonly user: string;
  readonly password: string;
}

/**
 * Login of a user with a password.
 *
 * @throws ValidationError REDIS_USER_UNKNOWN, REDIS_AUTH_UNSUPPORTED, SECRET_KIND_UNSUPPORTED
 * @throws UnavailableError SECRET_UNREADABLE
 */
export function redisCredentials(
  deployed: LoadedManifest<RedisManifest>,
  user: string,
): RedisCredentials {
  const found = redisUserOf(deployed.manifest, user);
  const { auth } = found;
  if ("iam" in auth) {
    throw new ValidationError("REDIS_AUTH_UNSUPPORTED", {
      problem: `user ${user} logs in with AWS IAM, by a token that is signed first`,
      received: user,
      allowed: "users with a password",
      fix: "connect with connectRedis or redisLogin, or name a user with a password",
    });
  }
  return { user: loginNameOf(found), password: readSecret(auth.password, deployed) };
}

/** What a user logs in as: its name in the ACL of the nodes. */
export function loginNameOf({ auth, name }: RedisManifestUser): string {
  return "iam" in auth ? auth.iam.userId : (auth.login ?? name);
}

/**
 * A user of the manifest.
 *
 * @throws ValidationError REDIS_USER_UNKNOWN
 */
export function redisUserOf(manifest: RedisManifest, user: string): RedisManifestUser {
  const found = manifest.users.find((candidate) => candidate.name === user);
  if (found !== undefined) return found;
  throw new ValidationError("REDIS_USER_UNKNOWN", {
    problem: `cluster ${manifest.name} has no such user`,
    received: user,
    allowed: manifest.users.map(({ name }) => name).join(", "),
    fix: "name a user of the cluster, or add one to its configuration and deploy again",
  });
}
