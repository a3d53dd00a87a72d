import type { RedisManifest } from "../../../constructs/core/manifest";
import type { LoadedManifest } from "../../manifest-file";
import { connectionError, isAnswer, isLoginRefused } from "../connection-error";
import { loginOfNow } from "../login-of-now";
import { nodePlaces } from "../node-places";
import { loadClient, unsupportedOption } from "../optional-client";
import type { RedisConnectionOptions } from "../preset-options";
import { resendRule } from "../resend/resend-rule";
import { resendLimits } from "../resend/resend-limits";
import { makeCluster, type NodeRedisCluster, nodeRedisOptions } from "./cluster-options";
import { resendCommands } from "./resending-cluster";
import { verdictOf } from "./verdict";

/**
 * Connects a cluster client of node-redis (`npm install redis`), version 6: verified TLS, login from the
 * manifest, and retries that outlast a failover. What is sent again is as with `connectRedis`; a transaction is
 * not, unless `resend` names `multi`, and a pipeline (`execAsPipeline`) is left to node-redis. An authority
 * is that of the beginning; a password is read anew for each connection.
 *
 * `readFrom: "replicas"` is refused: node-redis spreads reads over the primary too.
 *
 * @throws ValidationError REDIS_USER_UNKNOWN, REDIS_IAM_CACHE_MISSING, CLIENT_PLACE_NOT_SERVED,
 * SECRET_AGE_INVALID, REDIS_RESEND_INVALID, REDIS_OPTION_UNSUPPORTED
 * @throws UnavailableError REDIS_UNREACHABLE, REDIS_CLIENT_MISSING, SECRET_UNREADABLE, AWS_SDK_MISSING,
 * IAM_CREDENTIALS_MISSING
 * @throws OperationError REDIS_LOGIN_REFUSED, REDIS_TLS_UNTRUSTED
 */
export async function connectNodeRedis(
  deployed: LoadedManifest<RedisManifest>,
  user: string,
  options: RedisConnectionOptions = {},
): Promise<NodeRedisCluster> {
  const { manifest } = deployed;
  if (options.readFrom === "replicas") {
    throw unsupportedOption("readFrom", "replicas", '"primary" or "all"');
  }
  const rule = resendRule(options.resend);
  const places = nodePlaces(manifest, options.from ?? "machine");
  const nodeRedis = await loadClient("redis", () => import("redis"));
  const report = (error: Error): void => options.onNodeError?.(error);
  const login = await loginOfNow(deployed, user, options, report);
  const cluster = makeCluster(nodeRedis, nodeRedisOptions(deployed, login, places, options));
  const failures: Error[] = [];
  const hear = (error: Error): void => {
    if (!cluster.isReady) failures.push(error);
    if (isLoginRefused(error)) login.refused();
    report(error);
  };
  // Without a listener the process would end.
  cluster.on("error", hear);
  cluster.on("node-error", hear);
  resendCommands(cluster, {
    rule,
    judge: (error) => verdictOf(nodeRedis, error),
    ...resendLimits(manifest.nodeTimeoutMs, options),
    beforeRetry: () => void cluster._slots.rediscover().catch(hear),
  });
  try {
    await cluster.connect();
    return cluster;
  } catch (error) {
    const reason = failures.find(isAnswer) ?? failures.at(-1) ?? error;
    throw connectionError(manifest, user, reason);
  }
}
