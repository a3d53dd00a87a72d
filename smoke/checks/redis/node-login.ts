import { readAuthority, type LoadedManifest } from "../../../clients/manifest-file";
import { redisUserOf } from "../../../clients/redis/credentials";
import { redisLogin, type RedisLogin } from "../../../clients/redis/login";
import type { NodeConnectionProps } from "../../../clients/redis/node-connection";
import type { RedisManifest } from "../../../constructs/core/manifest";

type Logins = Map<string, Promise<RedisLogin>>;

/** A signer of tokens asks for credentials once: a check opens hundreds of connections. */
const signers = new WeakMap<LoadedManifest<RedisManifest>, Logins>();

/**
 * What a new connection of a user logs in with and trusts; a token of AWS IAM is signed for it.
 *
 * @throws as `redisLogin`
 */
export async function nodeLogin(
  deployed: LoadedManifest<RedisManifest>,
  user: string,
): Promise<Pick<NodeConnectionProps, "user" | "password" | "authority">> {
  const { auth } = redisUserOf(deployed.manifest, user);
  const {
    password,
    renew,
    user: name,
  } = await ("iam" in auth ? signerOf : redisLogin)(deployed, user);
  const authority = readAuthority(deployed);
  return {
    user: name,
    password: renew === undefined ? password : await renew(),
    ...(authority === undefined ? {} : { authority }),
  };
}

function signerOf(deployed: LoadedManifest<RedisManifest>, user: string): Promise<RedisLogin> {
  const known: Logins = signers.get(deployed) ?? new Map<string, Promise<RedisLogin>>();
  signers.set(deployed, known);
  const login = known.get(user) ?? redisLogin(deployed, user);
  known.set(user, login);
  return login;
}
