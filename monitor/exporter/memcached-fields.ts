import { type FieldMetric, fieldsNamed } from "./field-metric";

const { counter, gauge } = fieldsNamed("memcached");

/**
 * Figures of `stats` under the names that memcached_exporter gives them, so that dashboards made for it work
 * (github.com/prometheus/memcached_exporter, `pkg/exporter/exporter.go`).
 */
export const STATS_METRICS: readonly FieldMetric[] = [
  gauge("uptime", "uptime_seconds", "Seconds since the server was started."),
  gauge("time", "time_seconds", "The server's clock, in seconds since 1970."),
  gauge("curr_connections", "current_connections", "Open connections."),
  gauge("max_connections", "max_connections", "The most connections that may be open."),
  gauge("bytes", "current_bytes", "Memory of the items."),
  gauge("limit_maxbytes", "limit_bytes", "The most memory that items may use."),
  gauge("curr_items", "current_items", "Items that are stored."),
  counter("rusage_user", "process_user_cpu_seconds_total", "Processor time of the server."),
  counter(
    "rusage_system",
    "process_system_cpu_seconds_total",
    "Processor time of the system for the server.",
  ),
  counter("bytes_read", "read_bytes_total", "Bytes that were read from the network."),
  counter("bytes_written", "written_bytes_total", "Bytes that were written to the network."),
  counter("total_connections", "connections_total", "Connections that were opened."),
  counter(
    "rejected_connections",
    "connections_rejected_total",
    "Connections that were refused at the limit.",
  ),
  counter(
    "conn_yields",
    "connections_yielded_total",
    "How often a connection had to let others go first.",
  ),
  counter(
    "listen_disabled_num",
    "connections_listener_disabled_total",
    "How often the node has stopped to accept connections.",
  ),
  counter("total_items", "items_total", "Items that were ever stored."),
  counter("evictions", "items_evicted_total", "Items that were evicted for want of memory."),
  counter(
    "reclaimed",
    "items_reclaimed_total",
    "Items stored in the place of one whose time was over.",
  ),
  counter("store_too_large", "item_too_large_total", "Items that were too large."),
  counter(
    "store_no_memory",
    "item_no_memory_total",
    "Items that were refused for want of memory, as ASCII clients see it.",
  ),
];

/** Commands with what became of them, each a series of `memcached_commands_total`. */
export const COMMANDS: readonly (readonly [field: string, command: string, status: string])[] = [
  ["get_hits", "get", "hit"],
  ["get_misses", "get", "miss"],
  ["delete_hits", "delete", "hit"],
  ["delete_misses", "delete", "miss"],
  ["incr_hits", "incr", "hit"],
  ["incr_misses", "incr", "miss"],
  ["decr_hits", "decr", "hit"],
  ["decr_misses", "decr", "miss"],
  ["cas_hits", "cas", "hit"],
  ["cas_misses", "cas", "miss"],
  ["cas_badval", "cas", "badval"],
  ["touch_hits", "touch", "hit"],
  ["touch_misses", "touch", "miss"],
  ["cmd_flush", "flush", "hit"],
];
