import type { RedisManifest } from "../../constructs/core/manifest";
import { readAuthority, type LoadedManifest } from "../manifest-file";
import { accessSource } from "./begin-access";
import type { RedisCredentials } from "./credentials";
import { type AwsLoginOptions, redisLogin } from "./login";

/** A login for a client that asks for it whenever it opens a connection. */
export interface LoginOfNow {
  /** PEM of the beginning; `undefined` is the trust store of the machine. */
  readonly authority: string | undefined;
  /** Whether a password that was refused may be another one when it is read anew. */
  readonly mayChange: boolean;
  /** User and password of now; a token of AWS IAM is signed for each call. */
  current(): Promise<RedisCredentials>;
  /** Hears that a node refused a login: a secret in AWS Secrets Manager is read anew, unless that was just done. */
  refused(): void;
}

/**
 * The login of a user, wherever it lies.
 *
 * @param report hears of secrets that cannot be read anew; what is at hand serves on
 * @throws ValidationError REDIS_USER_UNKNOWN, REDIS_IAM_CACHE_MISSING, SECRET_AGE_INVALID
 * @throws UnavailableError SECRET_UNREADABLE, AWS_SDK_MISSING, IAM_CREDENTIALS_MISSING
 */
export async function loginOfNow(
  deployed: LoadedManifest<RedisManifest>,
  user: string,
  options: AwsLoginOptions,
  report: (error: Error) => void,
): Promise<LoginOfNow> {
  const source = accessSource(deployed, user, options, report);
  const access = await source?.current();
  if (source !== undefined && access?.login !== undefined) {
    const { authority, login } = access;
    let handed = access;
    return {
      authority,
      mayChange: true,
      current: async () => {
        handed = await source.current();
        return handed.login ?? login;
      },
      refused: () => void source.renewed(handed).catch(report),
    };
  }
  const { password, renew, user: name } = await redisLogin(deployed, user, options);
  return {
    authority: source === undefined ? readAuthority(deployed) : access?.authority,
    mayChange: false,
    current: async () => ({ user: name, password: renew === undefined ? password : await renew() }),
    refused: () => undefined,
  };
}
