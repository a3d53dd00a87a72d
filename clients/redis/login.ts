import type { RedisManifest } from "../../constructs/core/manifest";
import type { LoadedManifest } from "../manifest-file";
import { type ManagedSecretsOptions, withSecrets } from "../secrets/managed-secrets";
import { redisCredentials, redisUserOf, type RedisCredentials } from "./credentials";
import { iamLoginOf, type IamLogin } from "./iam-login";
import { iamTokenSigner, type AwsCredentialProvider } from "./iam-token";

/** How a user on AWS proves who it is; nothing of it concerns the other targets. */
export interface AwsLoginOptions extends ManagedSecretsOptions {
  /**
   * Credentials that tokens of AWS IAM are signed with; secrets are read with those that the AWS SDK finds.
   * @default - those that the AWS SDK finds
   */
  readonly awsCredentials?: AwsCredentialProvider;
}

/** Login of a user, with the password of now. */
export interface RedisLogin extends RedisCredentials {
  /**
   * Makes the password of a new connection.
   * @default - it is always the same
   */
  readonly renew?: () => Promise<string>;
}

/**
 * Login of a user of the manifest, by a password or a token of AWS IAM.
 *
 * @throws ValidationError REDIS_USER_UNKNOWN, REDIS_IAM_CACHE_MISSING, SECRET_AGE_INVALID
 * @throws UnavailableError SECRET_UNREADABLE, AWS_SDK_MISSING, IAM_CREDENTIALS_MISSING
 */
export async function redisLogin(
  deployed: LoadedManifest<RedisManifest>,
  user: string,
  options: AwsLoginOptions = {},
): Promise<RedisLogin> {
  const { auth } = redisUserOf(deployed.manifest, user);
  if ("iam" in auth) return loginByToken(iamLoginOf(deployed.manifest, auth.iam), options);
  return redisCredentials(await withSecrets(deployed, options, [auth.password]), user);
}

async function loginByToken(
  login: IamLogin,
  { awsCredentials: credentials }: AwsLoginOptions,
): Promise<RedisLogin> {
  const renew = await iamTokenSigner({
    ...login,
    ...(credentials === undefined ? {} : { credentials }),
  });
  return { user: login.userId, password: await renew(), renew };
}
