import type { MemcachedHealthId } from "../memcached-health-signals";
import { type AlertExpressions, grown, when } from "./alert-expression";
import {
  answersLaterThan,
  belowFloor,
  certificateEndsWithin,
  hitRateBelow,
} from "./shared-expressions";

const UP = "memcached_up";
const GET = 'memcached_commands_total{command="get",status=';

/** Without the label by which hits and misses differ. */
function sumOf(series: string): string {
  return `sum by (cache, node, instance) (${grown(series)})`;
}

/** Each signal of a ring over the metrics of `cachefort monitor`. */
export const MEMCACHED_EXPRESSIONS: AlertExpressions<MemcachedHealthId> = {
  "hit-rate": (percent) => hitRateBelow(sumOf(`${GET}"hit"}`), sumOf(`${GET}"miss"}`), percent),
  "response-time": (ms) => answersLaterThan(UP, ms),
  memory: (percent, evictions) => {
    const full = `100 * memcached_current_bytes / memcached_limit_bytes > ${percent}`;
    const evicted = `${grown("memcached_items_evicted_total")} > ${evictions}`;
    return [
      { expr: `${full} and ${evicted}` },
      { expr: `${full} unless ${evicted}`, severity: "warning" },
    ];
  },
  evictions: (items) => when(`${grown("memcached_items_evicted_total")} > ${items}`),
  "out-of-memory": (items) => when(`${sumOf("memcached_slab_items_outofmemory_total")} > ${items}`),
  connections: (connections) => when(`memcached_current_connections > ${connections}`),
  "listen-disabled": (connections) =>
    when(
      `${grown("memcached_connections_listener_disabled_total")} + ${grown("memcached_connections_rejected_total")} > ${connections}`,
    ),
  "authentication-failures": (failures) =>
    when(`${grown('cachefort_memcached_authentications_total{status="refused"}')} > ${failures}`),
  "node-down": (nodes) => when(`1 - ${UP} > ${nodes}`),
  "certificate-expiry": (days) => certificateEndsWithin(UP, days),
  "version-floor": (nodes) => belowFloor(UP, nodes),
};
