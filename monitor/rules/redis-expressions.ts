import { SLOT_COUNT } from "../../constructs/redis/slots";
import type { RedisHealthId } from "../health-signals";
import { LEAST_FRAGMENTED_BYTES } from "../health/redis-measures";
import { type AlertExpressions, grown, when } from "./alert-expression";
import {
  answersLaterThan,
  belowFloor,
  certificateEndsWithin,
  hitRateBelow,
} from "./shared-expressions";

const UP = "redis_up";
const NOT_EVICTING = 'redis_instance_info{maxmemory_policy="noeviction"}';
const US_PER_MS = 1000;

/** Each signal of a cluster over the metrics of `cachefort monitor`. */
export const REDIS_EXPRESSIONS: AlertExpressions<RedisHealthId> = {
  "hit-rate": (percent) =>
    hitRateBelow(grown("redis_keyspace_hits_total"), grown("redis_keyspace_misses_total"), percent),
  "response-time": (ms) => answersLaterThan(UP, ms),
  memory: (percent, evictions) => {
    const full = `100 * redis_memory_used_bytes / (redis_memory_max_bytes > 0) > ${percent}`;
    const evicted = `${grown("redis_evicted_keys_total")} > ${evictions}`;
    const isLost = `and on (cache, node) (${evicted} or ${NOT_EVICTING})`;
    return [
      { expr: `${full} ${isLost}` },
      {
        expr: `${full} unless on (cache, node) (${evicted} or ${NOT_EVICTING})`,
        severity: "warning",
      },
    ];
  },
  evictions: (keys) => when(`${grown("redis_evicted_keys_total")} > ${keys}`),
  connections: (connections) => when(`redis_connected_clients > ${connections}`),
  "replication-lag": (seconds) => when(`redis_connected_slave_lag_seconds > ${seconds}`),
  // Before Redis 7.2 denials are told by their error alone, whatever was denied.
  "authentication-failures": (failures) =>
    when(
      `${grown("redis_acl_access_denied_auth_total")} > ${failures} or ${grown('redis_errors_total{err="WRONGPASS"}')} > ${failures} unless on (cache, node) redis_acl_access_denied_auth_total`,
    ),
  "command-authorization-failures": (failures) =>
    when(
      `${grown("redis_acl_access_denied_cmd_total")} > ${failures} or ${grown('redis_errors_total{err="NOPERM"}')} > ${failures} unless on (cache, node) redis_acl_access_denied_cmd_total`,
    ),
  "key-authorization-failures": (failures) =>
    when(`${grown("redis_acl_access_denied_key_total")} > ${failures}`),
  "channel-authorization-failures": (failures) =>
    when(`${grown("redis_acl_access_denied_channel_total")} > ${failures}`),
  "node-down": (nodes) => when(`1 - ${UP} > ${nodes}`),
  "cluster-state": (nodes) => when(`1 - redis_cluster_state > ${nodes}`),
  "slots-unassigned": (slots) => when(`${SLOT_COUNT} - redis_cluster_slots_ok > ${slots}`),
  "views-differ": (views) => when(`cachefort_cluster_views - 1 > ${views}`),
  "replica-links": (links) => when(`1 - redis_master_link_up > ${links}`),
  "rejected-connections": (connections) =>
    when(`${grown("redis_rejected_connections_total")} > ${connections}`),
  "memory-limit": (nodes) => when(`(redis_memory_max_bytes == bool 0) > ${nodes}`),
  fragmentation: (ratio) =>
    when(
      `redis_mem_fragmentation_ratio > ${ratio} and redis_mem_fragmentation_bytes >= ${LEAST_FRAGMENTED_BYTES}`,
    ),
  "storage-errors": (errors) =>
    when(
      `(1 - redis_aof_last_write_status) + (1 - redis_aof_last_bgrewrite_status) + (1 - redis_rdb_last_bgsave_status) > ${errors}`,
    ),
  "fork-time": (ms) => when(`redis_latest_fork_usec / ${US_PER_MS} > ${ms}`),
  "certificate-expiry": (days) => certificateEndsWithin(UP, days),
  "version-floor": (nodes) => belowFloor(UP, nodes),
  "crash-loop": (crashes) => when(`cachefort_node_crashes > ${crashes}`),
};
