import type { RedisManifest } from "../../constructs/core/manifest";
import { readAuthority, type LoadedManifest } from "../manifest-file";
import { ManagedLogin } from "../secrets/login-source";
import {
  authorityReferences,
  secretMaxAgeOf,
  type ManagedSecretsOptions,
  unreadNames,
  withTexts,
} from "../secrets/managed-secrets";
import { redisCredentials, redisUserOf } from "./credentials";
import { ManagedAccess, type RedisAccess } from "./managed-access";

/**
 * Where what a user logs in with and trusts comes from, as far as that is AWS Secrets Manager.
 *
 * @param report hears of secrets that cannot be read anew; what is at hand serves on
 * @returns `undefined` when nothing of it lies there
 * @throws ValidationError REDIS_USER_UNKNOWN, SECRET_AGE_INVALID
 */
export function accessSource(
  deployed: LoadedManifest<RedisManifest>,
  user: string,
  options: ManagedSecretsOptions,
  report: (error: Error) => void,
): ManagedLogin<RedisAccess> | undefined {
  const { auth } = redisUserOf(deployed.manifest, user);
  const passwords = "iam" in auth ? [] : [auth.password];
  secretMaxAgeOf(options);
  const names = unreadNames(deployed, [...passwords, ...authorityReferences(deployed.manifest)]);
  if (names.length === 0) return undefined;
  return new ManagedLogin<RedisAccess>({
    ...options,
    names,
    onStale: report,
    make: (texts) => {
      const read = withTexts(deployed, texts);
      const login = "iam" in auth ? undefined : redisCredentials(read, user);
      return { login, authority: readAuthority(read) };
    },
  });
}

/**
 * Reads what a user logs in with and trusts from AWS Secrets Manager.
 *
 * @param report hears of secrets that cannot be read anew; what is at hand serves on
 * @returns `undefined` when nothing of it lies there
 * @throws ValidationError REDIS_USER_UNKNOWN, SECRET_AGE_INVALID
 * @throws UnavailableError SECRET_UNREADABLE, AWS_SDK_MISSING
 */
export async function beginAccess(
  deployed: LoadedManifest<RedisManifest>,
  user: string,
  options: ManagedSecretsOptions,
  report: (error: Error) => void,
): Promise<ManagedAccess | undefined> {
  const source = accessSource(deployed, user, options, report);
  if (source === undefined) return undefined;
  return new ManagedAccess(source, await source.current(), secretMaxAgeOf(options), report);
}
