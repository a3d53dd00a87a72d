import type { ClusterOptions } from "ioredis";
import type { RedisManifest } from "../../constructs/core/manifest";
import { readAuthority, type LoadedManifest } from "../manifest-file";
import { guardedConnector } from "./guarded-connector";
import type { RedisLogin } from "./login";
import type { ManagedAccess } from "./managed-access";
import type { RedisConnectionOptions } from "./preset-options";
import { retryBudget } from "./retry-budget";

/** Milliseconds that a connection may take to open. */
export const CONNECT_TIMEOUT_MS = 2000;
/** Milliseconds that one node may take to tell the slot map. */
export const SLOTS_REFRESH_TIMEOUT_MS = 2000;
/** ioredis waits so long also for a connection that is closed already, and the process with it. */
const DISCONNECT_TIMEOUT_MS = 200;

const SCALE_READS = { primary: "master", replicas: "slave", all: "all" } as const;

/** The preset of the kit: retries that outlast a failover, and verified TLS. */
export function clusterOptions(
  deployed: LoadedManifest<RedisManifest>,
  login: RedisLogin,
  options: RedisConnectionOptions,
  access: ManagedAccess | undefined,
) {
  const { manifest } = deployed;
  const budget = retryBudget(manifest.nodeTimeoutMs);
  const { minVersion } = manifest.tls;
  return {
    lazyConnect: true,
    maxRedirections: budget.attempts,
    retryDelayOnFailover: budget.retryDelayMs,
    retryDelayOnClusterDown: budget.retryDelayMs,
    retryDelayOnTryAgain: budget.retryDelayMs,
    retryDelayOnMoved: budget.redirectDelayMs,
    scaleReads: SCALE_READS[options.readFrom ?? "primary"],
    slotsRefreshTimeout: SLOTS_REFRESH_TIMEOUT_MS,
    // Names stay names: an address would be compared with a certificate that holds names only.
    dnsLookup: (host, callback) => callback(null, host),
    redisOptions: {
      username: login.user,
      password: login.password,
      tls: access === undefined ? fixedTls(deployed) : tlsOfNow(access, minVersion),
      ...(access === undefined ? {} : { Connector: guardedConnector(access) }),
      connectTimeout: CONNECT_TIMEOUT_MS,
      disconnectTimeout: DISCONNECT_TIMEOUT_MS,
      socketTimeout: options.socketTimeoutMs ?? Math.max(manifest.nodeTimeoutMs, 1000),
      // Application users may not call INFO, which this would ask of every node.
      enableReadyCheck: false,
      ...(options.connectionName === undefined ? {} : { connectionName: options.connectionName }),
    },
  } satisfies ClusterOptions;
}

function fixedTls(deployed: LoadedManifest<RedisManifest>) {
  const { minVersion } = deployed.manifest.tls;
  const authority = readAuthority(deployed);
  return { minVersion, ...(authority === undefined ? {} : { ca: authority }) };
}

/** ioredis copies what stands here when a connection opens; it makes those of subscriptions by itself. */
function tlsOfNow(access: ManagedAccess, minVersion: RedisManifest["tls"]["minVersion"]) {
  if (access.now.authority === undefined) return { minVersion };
  return Object.defineProperty({ minVersion }, "ca", {
    get: () => access.now.authority,
    enumerable: true,
  });
}
