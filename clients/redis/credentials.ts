import { ValidationError } from "../../constructs/core/errors";
import type { RedisManifest } from "../../constructs/core/manifest";
import { readSecret, type LoadedManifest } from "../manifest-file";

/** What a user logs in with. */
export interface RedisCredentials {
  readonly user: string;
  readonly password: string;
}

/**
 * Login of a user of the manifest.
 *
 * @throws ValidationError REDIS_USER_UNKNOWN, REDIS_AUTH_UNSUPPORTED
 * @throws UnavailableError SECRET_UNREADABLE
 */
export function redisCredentials(
  deployed: LoadedManifest<RedisManifest>,
  user: string,
): RedisCredentials {
  const { manifest, directory } = deployed;
  const found = manifest.users.find((candidate) => candidate.name === user);
  if (found === undefined) {
    throw new ValidationError("REDIS_USER_UNKNOWN", {
      problem: `cluster ${manifest.name} has no such user`,
      received: user,
      allowed: manifest.users.map(({ name }) => name).join(", "),
      fix: "name a user of the cluster, or add one to its configuration and deploy again",
    });
  }
  if ("iam" in found.auth) {
    throw new ValidationError("REDIS_AUTH_UNSUPPORTED", {
      problem: `user ${user} logs in with AWS IAM, which this release does not do`,
      received: user,
      allowed: "users with a password",
      fix: "name a user with a password",
    });
  }
  return { user: found.auth.login ?? user, password: readSecret(found.auth.password, directory) };
}
