import type { Cluster } from "ioredis";
import type { RedisManifest } from "../../constructs/core/manifest";
import { requireServed } from "../client-place";
import { readAuthority, type LoadedManifest } from "../manifest-file";
import { beginAccess } from "./begin-access";
import { BoundedCluster } from "./bounded-cluster";
import { clusterOptions } from "./cluster-options";
import { commandTimeout } from "./command-timeout";
import { connectionError } from "./connection-error";
import { withoutLogin } from "./hidden-login";
import { redisLogin, type RedisLogin } from "./login";
import { LoginRenewal } from "./login-renewal";
import { guardSubscriptions } from "./guarded-subscriptions";
import type { ManagedAccess } from "./managed-access";
import { nodePlaces } from "./node-places";
import type { RedisConnectionOptions } from "./preset-options";
import { resendRule, type ResendRule } from "./resend/resend-rule";
import { unreachableReason } from "./unreachable-reason";

const RECONNECT_MAX_MS = 1000;
/**
 * Connects an ioredis cluster client: verified TLS, login from the manifest, and retries that
 * outlast a failover. An idempotent command is sent again when its connection closes before the answer.
 * Any other one ends with `REDIS_OUTCOME_UNKNOWN` then, unless `resend` names it; a command that no node has
 * executed in time ends with `REDIS_NOT_EXECUTED`. A pipeline is sent again as a whole or not at all: not when it
 * was half answered, or when one of its commands is not. A user of AWS IAM logs in with tokens that are renewed; a password or an
 * authority in AWS Secrets Manager is read anew when a node refuses it.
 *
 * Publish/subscribe: ioredis asks `INFO` on its subscriber connection, which application users may
 * not call, and prints a warning; the subscription works.
 *
 * @throws ValidationError REDIS_USER_UNKNOWN, REDIS_IAM_CACHE_MISSING, CLIENT_PLACE_NOT_SERVED,
 * SECRET_AGE_INVALID, REDIS_RESEND_INVALID
 * @throws UnavailableError REDIS_UNREACHABLE, SECRET_UNREADABLE, AWS_SDK_MISSING, IAM_CREDENTIALS_MISSING
 * @throws OperationError REDIS_LOGIN_REFUSED, REDIS_TLS_UNTRUSTED
 */
export async function connectRedis(
  deployed: LoadedManifest<RedisManifest>,
  user: string,
  options: RedisConnectionOptions = {},
): Promise<Cluster> {
  requireServed(deployed.manifest, options.from ?? "machine");
  const rule = resendRule(options.resend);
  const report = (error: Error): void => options.onNodeError?.(withoutLogin(error));
  const access = await beginAccess(deployed, user, options, report);
  const before = access?.now;
  const attempt = (): Promise<Cluster> =>
    connectOnce({ deployed, user, options, access, rule, report });
  try {
    return await attempt();
  } catch (error) {
    if (before === undefined || (await access?.hasChangedSince(before)) !== true) throw error;
    // A rotation is under way: what was refused has been read anew.
    return attempt();
  }
}

interface Attempt {
  readonly deployed: LoadedManifest<RedisManifest>;
  readonly user: string;
  readonly options: RedisConnectionOptions;
  readonly access: ManagedAccess | undefined;
  readonly rule: ResendRule;
  readonly report: (error: Error) => void;
}

async function connectOnce(attempt: Attempt): Promise<Cluster> {
  const { access, deployed, options, report, user } = attempt;
  const { manifest } = deployed;
  const places = nodePlaces(manifest, options.from ?? "machine");
  const login: RedisLogin = access?.now.login ?? (await redisLogin(deployed, user, options));
  let isConnected = false;
  const cluster = new BoundedCluster([...places.startup], {
    ...clusterOptions(deployed, login, options, access),
    natMap: { ...places.addressMap },
    // The first attempt fails at once, so that a wrong password is told instead of tried for ever.
    clusterRetryStrategy: (times) => (isConnected ? Math.min(times * 100, RECONNECT_MAX_MS) : null),
  });
  cluster.commandTimeoutMs = commandTimeout(manifest.nodeTimeoutMs, options);
  cluster.rule = attempt.rule;
  // Every failure reaches the caller through a promise; without a listener ioredis prints it.
  cluster.on("error", report);
  cluster.on("node error", report);
  if (access !== undefined) {
    cluster.access = access;
    access.attach(cluster);
    guardSubscriptions(cluster, access);
  }
  if (login.renew !== undefined) {
    cluster.renewal = new LoginRenewal({ ...login, renew: login.renew }, report);
    cluster.renewal.attach(cluster);
  }
  try {
    await Promise.race([cluster.connect(), endOf(cluster)]);
    isConnected = true;
    return cluster;
  } catch (error) {
    cluster.disconnect();
    const authority = access === undefined ? readAuthority(deployed) : access.now.authority;
    const reason =
      access?.refusalError ?? (await unreachableReason(places.startup, login, authority));
    throw connectionError(manifest, user, reason ?? error);
  }
}

/** Rejects at the end of a client: ioredis leaves `connect` open when the cluster is not ok. */
function endOf(cluster: Cluster): Promise<never> {
  return new Promise((_resolve, reject) => {
    cluster.once("end", () => reject(new Error("the cluster says that it is not ok")));
  });
}
