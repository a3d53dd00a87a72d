import type { RedisManifest } from "../../constructs/core/manifest";
import { readSecret, type LoadedManifest } from "../manifest-file";
import { readManagedSecret, type SecretsManagerReader } from "../secrets-manager";
import { redisUserOf, type RedisCredentials } from "./credentials";
import { iamLoginOf, type IamLogin } from "./iam-login";
import { iamTokenSigner, type AwsCredentialProvider } from "./iam-token";

/** How a user on AWS proves who it is; nothing of it concerns the other targets. */
export interface AwsLoginOptions {
  /**
   * Credentials that tokens of AWS IAM are signed with.
   * @default - those that the AWS SDK finds
   */
  readonly awsCredentials?: AwsCredentialProvider;
  /**
   * Reads a secret of AWS Secrets Manager, once for each client.
   * @default - none: a user whose password lies there is refused with SECRET_KIND_UNSUPPORTED
   */
  readonly secretsManager?: SecretsManagerReader;
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
 * @throws ValidationError REDIS_USER_UNKNOWN, REDIS_IAM_CACHE_MISSING, SECRET_KIND_UNSUPPORTED
 * @throws UnavailableError SECRET_UNREADABLE, AWS_SDK_MISSING, IAM_CREDENTIALS_MISSING
 */
export async function redisLogin(
  { directory, manifest }: LoadedManifest<RedisManifest>,
  user: string,
  options: AwsLoginOptions = {},
): Promise<RedisLogin> {
  const { auth } = redisUserOf(manifest, user);
  if ("iam" in auth) return loginByToken(iamLoginOf(manifest, auth.iam), options);
  const { login = user, password: reference } = auth;
  const { secretsManager } = options;
  const password =
    "secretsManager" in reference && secretsManager !== undefined
      ? await readManagedSecret(reference, secretsManager)
      : readSecret(reference, directory);
  return { user: login, password };
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
