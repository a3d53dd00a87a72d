import type * as NodeRedis from "redis";
import type { RedisClusterOptions } from "redis";
import type { LoadedManifest } from "../../manifest-file";
import type { RedisManifest } from "../../../constructs/core/manifest";
import { CONNECT_TIMEOUT_MS } from "../cluster-options";
import { isLoginRefused } from "../connection-error";
import type { LoginOfNow } from "../login-of-now";
import type { NodePlaces } from "../node-places";
import type { RedisConnectionOptions } from "../preset-options";

const RECONNECT_STEP_MS = 100;
const RECONNECT_MAX_MS = 1000;
/** A password that stays wrong is tried once in this time. */
const REFUSED_MS = 5000;
/** Its own default: when they are used up the command begins anew after a pause. */
const REDIRECTIONS = 16;

/** Settings of node-redis for a deployed cluster. */
export function nodeRedisOptions(
  { manifest }: LoadedManifest<RedisManifest>,
  login: LoginOfNow,
  { addressMap, startup }: NodePlaces,
  options: RedisConnectionOptions,
) {
  const afterRefusal = refusalPause(login);
  const socketTimeout = options.socketTimeoutMs ?? Math.max(manifest.nodeTimeoutMs, 1000);
  return {
    rootNodes: startup.map(({ host, port }) => ({ socket: { host, port, tls: true as const } })),
    nodeAddressMap: { ...addressMap },
    useReplicas: options.readFrom === "all",
    maxCommandRedirections: REDIRECTIONS,
    // Otherwise `connect` waits for every node, and for ever for one that is down.
    minimizeConnections: true,
    // The command looks where the slots are, as often as it is tried.
    topologyRefreshOnReconnectionAttemptStrategy: false,
    defaults: {
      credentialsProvider: {
        type: "async-credentials-provider",
        credentials: async () => {
          const { password, user } = await login.current();
          return { username: user, password };
        },
      },
      // What waits for a connection could be sent after its caller was told that it was not.
      disableOfflineQueue: true,
      maintNotifications: "disabled",
      // An idle connection would count as dead.
      pingInterval: Math.ceil(socketTimeout / 3),
      ...(options.connectionName === undefined ? {} : { name: options.connectionName }),
      socket: {
        tls: true,
        minVersion: manifest.tls.minVersion,
        ...(login.authority === undefined ? {} : { ca: login.authority }),
        connectTimeout: CONNECT_TIMEOUT_MS,
        socketTimeout,
        reconnectStrategy: (retries: number, cause: Error) =>
          isLoginRefused(cause)
            ? afterRefusal()
            : Math.min((retries + 1) * RECONNECT_STEP_MS, RECONNECT_MAX_MS),
      },
    },
  } satisfies RedisClusterOptions;
}

/** A secret that was rotated is read anew at the first refusal, so all nodes that refuse then are asked once more soon. */
function refusalPause({ mayChange }: LoginOfNow): () => number {
  let firstAt = -Infinity;
  return () => {
    const now = performance.now();
    if (now - firstAt >= REFUSED_MS) firstAt = now;
    return mayChange && now - firstAt < RECONNECT_STEP_MS ? RECONNECT_STEP_MS : REFUSED_MS;
  };
}

/** Makes a cluster client that is not connected yet. */
export function makeCluster(
  { createCluster }: Pick<typeof NodeRedis, "createCluster">,
  options: ReturnType<typeof nodeRedisOptions>,
) {
  return createCluster(options);
}

/** A cluster client of node-redis, with the modules that it brings. */
export type NodeRedisCluster = ReturnType<typeof makeCluster>;
