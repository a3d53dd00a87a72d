import { Cluster, type ClusterOptions } from "ioredis";
import type { RedisManifest } from "../../constructs/core/manifest";
import type { ClientPlace } from "../client-place";
import { readAuthority, type LoadedManifest } from "../manifest-file";
import { connectionError, isAnswer } from "./connection-error";
import { withoutLogin } from "./hidden-login";
import { redisLogin, type AwsLoginOptions, type RedisLogin } from "./login";
import { LoginRenewal } from "./login-renewal";
import { connectNode } from "./node-connection";
import { nodePlaces, type NodePlaces } from "./node-places";
import { retryBudget } from "./retry-budget";

/** What an application may change about its connection. */
export interface RedisConnectionOptions extends AwsLoginOptions {
  /**
   * Milliseconds after which a command without an answer fails, retries included.
   * A command that failed so may have been executed.
   *
   * @default - twice the longest automatic failover: 10800 at a node timeout of 2000
   */
  readonly commandTimeoutMs?: number;
  /**
   * Milliseconds without any data after which a connection with an open command counts as dead.
   * A client of blocking commands needs more than their longest wait.
   *
   * @default - the node timeout, at least 1000
   */
  readonly socketTimeoutMs?: number;
  /**
   * Where the client runs.
   *
   * @default "machine" - on the host target's or the Docker engine's
   */
  readonly from?: ClientPlace;
  /**
   * Name of the connections in `CLIENT LIST`.
   * @default - none
   */
  readonly connectionName?: string;
  /**
   * Hears of failures of connections to single nodes; a command reports its own failure.
   * @default - nobody
   */
  readonly onNodeError?: (error: Error) => void;
}

const CONNECT_TIMEOUT_MS = 2000;
const SLOTS_REFRESH_TIMEOUT_MS = 2000;
const RECONNECT_MAX_MS = 1000;
/** ioredis waits so long also for a connection that is closed already, and the process with it. */
const DISCONNECT_TIMEOUT_MS = 200;

/**
 * Connects an ioredis cluster client: verified TLS, login from the manifest, and retries that
 * outlast a failover. A command is sent again when its connection closes before the answer, so a
 * write may be executed twice. A user of AWS IAM logs in with tokens that are renewed.
 *
 * Publish/subscribe: ioredis asks `INFO` on its subscriber connection, which application users may
 * not call, and prints a warning; the subscription works.
 *
 * @throws ValidationError REDIS_USER_UNKNOWN, REDIS_IAM_CACHE_MISSING, SECRET_KIND_UNSUPPORTED,
 * CLIENT_PLACE_NOT_SERVED
 * @throws UnavailableError REDIS_UNREACHABLE, SECRET_UNREADABLE, AWS_SDK_MISSING, IAM_CREDENTIALS_MISSING
 * @throws OperationError REDIS_LOGIN_REFUSED, REDIS_TLS_UNTRUSTED
 */
export async function connectRedis(
  deployed: LoadedManifest<RedisManifest>,
  user: string,
  options: RedisConnectionOptions = {},
): Promise<Cluster> {
  const { manifest } = deployed;
  const budget = retryBudget(manifest.nodeTimeoutMs);
  const places = nodePlaces(manifest, options.from ?? "machine");
  const login = await redisLogin(deployed, user, options);
  let isConnected = false;
  const cluster = new BoundedCluster([...places.startup], {
    ...clusterOptions(deployed, login, options),
    natMap: { ...places.addressMap },
    // The first attempt fails at once, so that a wrong password is told instead of tried for ever.
    clusterRetryStrategy: (times) => (isConnected ? Math.min(times * 100, RECONNECT_MAX_MS) : null),
  });
  cluster.commandTimeoutMs = options.commandTimeoutMs ?? budget.commandMs;
  // Every failure reaches the caller through a promise; without a listener ioredis prints it.
  const report = (error: Error): void => options.onNodeError?.(withoutLogin(error));
  cluster.on("error", report);
  cluster.on("node error", report);
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
    throw connectionError(manifest, user, (await reasonOf(deployed, login, places)) ?? error);
  }
}

/** Rejects at the end of a client: ioredis leaves `connect` open when the cluster is not ok. */
function endOf(cluster: Cluster): Promise<never> {
  return new Promise((_resolve, reject) => {
    cluster.once("end", () => reject(new Error("the cluster says that it is not ok")));
  });
}

/** Why no node can be used: the cluster client says only that a connection closed. */
async function reasonOf(
  deployed: LoadedManifest<RedisManifest>,
  { password, user }: RedisLogin,
  { startup }: NodePlaces,
): Promise<unknown> {
  const authority = readAuthority(deployed);
  const login = { user, password, ...(authority === undefined ? {} : { authority }) };
  const reasons = await Promise.all(
    startup.map(async (endpoint): Promise<unknown> => {
      try {
        (await connectNode({ ...login, ...endpoint })).disconnect();
        return undefined;
      } catch (error) {
        return error;
      }
    }),
  );
  return reasons.find(isAnswer) ?? reasons.find((reason) => reason !== undefined);
}

/** A cluster client whose command timeout also holds while no node at all can be reached. */
class BoundedCluster extends Cluster {
  commandTimeoutMs: number | undefined;
  renewal: LoginRenewal | undefined;

  override sendCommand(...[command, ...rest]: Parameters<Cluster["sendCommand"]>): unknown {
    if (this.commandTimeoutMs !== undefined) command.setTimeout(this.commandTimeoutMs);
    if (this.renewal?.isStale !== true) return super.sendCommand(command, ...rest);
    void this.renewal.renew().then(() => void super.sendCommand(command, ...rest));
    return command.promise;
  }
}

function clusterOptions(
  deployed: LoadedManifest<RedisManifest>,
  login: RedisLogin,
  options: RedisConnectionOptions,
) {
  const { manifest } = deployed;
  const budget = retryBudget(manifest.nodeTimeoutMs);
  const authority = readAuthority(deployed);
  return {
    lazyConnect: true,
    maxRedirections: budget.attempts,
    retryDelayOnFailover: budget.retryDelayMs,
    retryDelayOnClusterDown: budget.retryDelayMs,
    retryDelayOnTryAgain: budget.retryDelayMs,
    retryDelayOnMoved: budget.redirectDelayMs,
    slotsRefreshTimeout: SLOTS_REFRESH_TIMEOUT_MS,
    // Names stay names: an address would be compared with a certificate that holds names only.
    dnsLookup: (host, callback) => callback(null, host),
    redisOptions: {
      username: login.user,
      password: login.password,
      tls: {
        minVersion: manifest.tls.minVersion,
        ...(authority === undefined ? {} : { ca: authority }),
      },
      connectTimeout: CONNECT_TIMEOUT_MS,
      disconnectTimeout: DISCONNECT_TIMEOUT_MS,
      socketTimeout: options.socketTimeoutMs ?? Math.max(manifest.nodeTimeoutMs, 1000),
      // Application users may not call INFO, which this would ask of every node.
      enableReadyCheck: false,
      ...(options.connectionName === undefined ? {} : { connectionName: options.connectionName }),
    },
  } satisfies ClusterOptions;
}
