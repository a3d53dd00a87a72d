import { SLOT_COUNT } from "../../constructs/redis/slots";
import { growth } from "../sample/growth";
import { type Info, infoNumber, infoParts } from "../sample/info";
import type { RedisNodeSample } from "../sample/redis-sample";
import { answeredFigures } from "./answered";
import type { NodeFigures } from "./node-figures";
import { percentOf } from "./share";

const MS_PER_SECOND = 1000;
const US_PER_MS = 1000;
const MS_PER_HOUR = 3_600_000;

/** What is judged of a node of a cluster. */
export interface RedisFigures extends NodeFigures {
  readonly role: "primary" | "replica" | undefined;
  readonly evictionPolicy: string | undefined;
  /** Connections that were refused in the window, at the limit of `maxclients`. */
  readonly rejectedConnections: number | undefined;
  /** Commands, keys and channels that the ACL refused in the window. */
  readonly denials: Readonly<Record<"commands" | "keys" | "channels", number | undefined>>;
  /** Memory of the process by that of the data. */
  readonly fragmentation: number | undefined;
  /** Bytes that the process has and the data do not need. */
  readonly fragmentedBytes: number | undefined;
  /** Duration of the last fork, in milliseconds. */
  readonly forkMs: number | undefined;
  /** Which of the last writes of the log and of snapshots have failed. */
  readonly storageErrors: readonly string[];
  /** Whether it says that the cluster is ok. */
  readonly isClusterOk: boolean;
  /** Slots that by its view nobody serves. */
  readonly slotsUnserved: number | undefined;
  /** Whether a replica has its link; `undefined` for a primary. */
  readonly isLinked: boolean | undefined;
  /** Seconds since the replica that is furthest behind has answered; `undefined` without replicas. */
  readonly lagSeconds: number | undefined;
  /** How often its server has died in the last hour; `undefined` where nobody tells. */
  readonly crashes: number | undefined;
}

/**
 * Figures of a node between two samples of it.
 *
 * @param before an earlier one of the same node; without it nothing is known of the window
 * @param now milliseconds since 1970
 */
export function redisFigures(
  before: RedisNodeSample | undefined,
  after: RedisNodeSample,
  now: number,
): RedisFigures {
  const { cluster, info } = after;
  const number = (name: string): number | undefined => infoNumber(info, name);
  const grown = (name: string): number | undefined => grownBy(before, after, name);
  // Before Redis 7.2 denials are told by their error alone, whatever was denied.
  const refused = (error: string): number | undefined =>
    before === undefined
      ? undefined
      : growth(errorsOf(before, error), errorsOf(after, error), isSameRun(before, after));
  const hits = grown("keyspace_hits");
  const misses = grown("keyspace_misses");
  const reads = hits === undefined || misses === undefined ? undefined : hits + misses;
  const commands = grown("total_commands_processed");
  const seconds = before === undefined ? 0 : (after.at - before.at) / MS_PER_SECOND;
  const role = info.get("role");
  const served = infoNumber(cluster, "cluster_slots_ok");
  const fork = number("latest_fork_usec");
  return {
    ...answeredFigures(after, now),
    version: redisVersion(info),
    uptimeSeconds: number("uptime_in_seconds"),
    role: role === "master" ? "primary" : role === "slave" ? "replica" : undefined,
    commandsPerSecond: commands === undefined || seconds <= 0 ? undefined : commands / seconds,
    reads,
    hitPercent: percentOf(hits, reads),
    usedBytes: number("used_memory"),
    limitBytes: number("maxmemory"),
    evictionPolicy: info.get("maxmemory_policy"),
    connections: number("connected_clients"),
    evicted: grown("evicted_keys"),
    rejectedConnections: grown("rejected_connections"),
    authenticationFailures: grown("acl_access_denied_auth") ?? refused("WRONGPASS"),
    denials: {
      commands: grown("acl_access_denied_cmd") ?? refused("NOPERM"),
      keys: grown("acl_access_denied_key"),
      channels: grown("acl_access_denied_channel"),
    },
    fragmentation: number("mem_fragmentation_ratio"),
    fragmentedBytes: number("mem_fragmentation_bytes"),
    forkMs: fork === undefined ? undefined : fork / US_PER_MS,
    storageErrors: STORAGE_FIELDS.filter((name) => (info.get(name) ?? "ok") !== "ok"),
    isClusterOk: cluster.get("cluster_state") === "ok",
    slotsUnserved: served === undefined ? undefined : SLOT_COUNT - served,
    isLinked: role === "slave" ? info.get("master_link_status") === "up" : undefined,
    lagSeconds: largestLag(after),
    crashes: crashesInHour(after, now),
  };
}

/** The release of a server, by its own numbers: Valkey tells that of the Redis it is compatible with as well. */
export function redisVersion(info: Info): string | undefined {
  return info.get("valkey_version") ?? info.get("redis_version");
}

/** How often a node's server has died in the last hour; `undefined` where nobody tells. @param now milliseconds since 1970 */
export function crashesInHour({ recoveries }: RedisNodeSample, now: number): number | undefined {
  return recoveries?.filter(({ at }) => now - Date.parse(at) <= MS_PER_HOUR).length;
}

const STORAGE_FIELDS = [
  "aof_last_write_status",
  "aof_last_bgrewrite_status",
  "rdb_last_bgsave_status",
];

function grownBy(
  before: RedisNodeSample | undefined,
  after: RedisNodeSample,
  name: string,
): number | undefined {
  const from = before === undefined ? undefined : infoNumber(before.info, name);
  const to = infoNumber(after.info, name);
  if (before === undefined || from === undefined || to === undefined) return undefined;
  return growth(from, to, isSameRun(before, after));
}

function isSameRun(before: RedisNodeSample, after: RedisNodeSample): boolean {
  return before.info.get("run_id") === after.info.get("run_id");
}

/** How often the server has answered with an error; it tells only of those that have occurred. */
function errorsOf({ info }: RedisNodeSample, error: string): number {
  return Number(infoParts(info.get(`errorstat_${error}`) ?? "").get("count") ?? 0);
}

/** A primary tells the lag of each replica in a field of its own, `slave0` and so on. */
function largestLag({ info }: RedisNodeSample): number | undefined {
  const lags = [...info]
    .filter(([name]) => /^slave\d+$/.test(name))
    .map(([, value]) => Number(infoParts(value).get("lag")))
    .filter((lag) => Number.isFinite(lag) && lag >= 0);
  return lags.length === 0 ? undefined : Math.max(...lags);
}
