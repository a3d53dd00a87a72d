import { parseClusterNodes } from "../../constructs/redis/cluster-nodes";
import { parseInfo } from "../../monitor/sample/info";
import type { MemcachedNodeSample } from "../../monitor/sample/memcached-sample";
import type { RedisNodeSample } from "../../monitor/sample/redis-sample";

/** When the samples are judged, in milliseconds since 1970. */
export const NOW = Date.UTC(2026, 10, 30);
const DAY = 86_400_000;

const LINES = [
  "a 127.0.0.1:7000@17000 myself,master - 0 0 1 connected 0-16383",
  "b 127.0.0.1:7001@17001 slave a 0 0 1 connected",
].join("\n");

const INFO: Readonly<Record<string, string | number>> = {
  run_id: "first",
  redis_version: "7.4.11",
  role: "master",
  uptime_in_seconds: 100,
  connected_clients: 10,
  used_memory: 500_000_000,
  maxmemory: 1_000_000_000,
  maxmemory_policy: "allkeys-lru",
  mem_fragmentation_ratio: 1.1,
  mem_fragmentation_bytes: 50_000_000,
  total_commands_processed: 1000,
  keyspace_hits: 0,
  keyspace_misses: 0,
  evicted_keys: 0,
  rejected_connections: 0,
  acl_access_denied_auth: 0,
  acl_access_denied_cmd: 0,
  acl_access_denied_key: 0,
  acl_access_denied_channel: 0,
  latest_fork_usec: 1000,
  aof_last_write_status: "ok",
  aof_last_bgrewrite_status: "ok",
  rdb_last_bgsave_status: "ok",
  slave0: "ip=127.0.0.1,port=7001,state=online,offset=14,lag=1",
};

/** A sample of a healthy primary. @param changes of `INFO`; `undefined` leaves a field out */
export function redisSample(
  changes: Readonly<Record<string, string | number | undefined>> = {},
  further: Partial<RedisNodeSample> = {},
): RedisNodeSample {
  const lines = Object.entries({ ...INFO, ...changes }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}:${value}`],
  );
  return {
    ...{ kind: "redis", node: "0-0", at: 0, responsesMs: [1, 2, 3] },
    certificateEndsAt: NOW + 100 * DAY,
    info: parseInfo(lines.join("\r\n")),
    cluster: parseInfo("cluster_state:ok\r\ncluster_slots_ok:16384"),
    lines: parseClusterNodes(LINES),
    ...further,
  };
}

const STATS: Readonly<Record<string, string | number>> = {
  pid: 1,
  uptime: 100,
  version: "1.6.45",
  curr_connections: 10,
  bytes: 30_000_000,
  limit_maxbytes: 67_108_864,
  get_hits: 0,
  get_misses: 0,
  cmd_set: 0,
  cmd_touch: 0,
  cmd_flush: 0,
  evictions: 0,
  auth_errors: 0,
  listen_disabled_num: 0,
  rejected_connections: 0,
};

/** A sample of a healthy node of a ring. @param changes of `stats` */
export function memcachedSample(
  changes: Readonly<Record<string, string | number>> = {},
  further: Partial<MemcachedNodeSample> = {},
): MemcachedNodeSample {
  const stats = Object.entries({ ...STATS, ...changes }).map(([name, value]) => [
    name,
    String(value),
  ]);
  return {
    ...{ kind: "memcached", node: "0", at: 0, responsesMs: [1, 2, 3] },
    certificateEndsAt: NOW + 100 * DAY,
    stats: Object.fromEntries(stats) as Record<string, string>,
    items: { "items:5:number": "7", "items:5:outofmemory": "0" },
    ...further,
  };
}
