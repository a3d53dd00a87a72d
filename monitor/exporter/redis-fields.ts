import { type FieldMetric, fieldsNamed } from "./field-metric";

const { counter, gauge } = fieldsNamed("redis");

/**
 * Fields of `INFO` under the names that redis_exporter gives them, so that dashboards made for it work
 * (github.com/oliver006/redis_exporter, `exporter/exporter.go`).
 */
export const INFO_METRICS: readonly FieldMetric[] = [
  gauge("uptime_in_seconds", "uptime_in_seconds", "Seconds since the server was started."),
  gauge("connected_clients", "connected_clients", "Connections of clients, without replicas."),
  gauge("blocked_clients", "blocked_clients", "Clients that wait in a blocking command."),
  gauge("used_memory", "memory_used_bytes", "Memory of the data and what belongs to them."),
  gauge(
    "used_memory_rss",
    "memory_used_rss_bytes",
    "Memory that the system has given to the process.",
  ),
  gauge("used_memory_peak", "memory_used_peak_bytes", "The most memory that was ever in use."),
  gauge("used_memory_overhead", "memory_used_overhead_bytes", "Memory that holds no data."),
  gauge("used_memory_dataset", "memory_used_dataset_bytes", "Memory of the data alone."),
  gauge(
    "maxmemory",
    "memory_max_bytes",
    "The most memory that data may use; 0 is without a limit.",
  ),
  gauge(
    "mem_fragmentation_ratio",
    "mem_fragmentation_ratio",
    "Memory of the process by that of the data.",
  ),
  gauge(
    "mem_fragmentation_bytes",
    "mem_fragmentation_bytes",
    "Memory of the process beside that of the data.",
  ),
  gauge("loading", "loading_dump_file", "Whether the server loads its data."),
  gauge(
    "rdb_changes_since_last_save",
    "rdb_changes_since_last_save",
    "Changes since the last snapshot.",
  ),
  gauge("rdb_bgsave_in_progress", "rdb_bgsave_in_progress", "Whether a snapshot is being written."),
  gauge(
    "rdb_last_save_time",
    "rdb_last_save_timestamp_seconds",
    "When the last snapshot was written.",
  ),
  gauge(
    "rdb_last_bgsave_status",
    "rdb_last_bgsave_status",
    "Whether the last snapshot was written.",
  ),
  gauge("aof_enabled", "aof_enabled", "Whether writes are logged."),
  gauge(
    "aof_rewrite_in_progress",
    "aof_rewrite_in_progress",
    "Whether the log is being written anew.",
  ),
  gauge(
    "aof_last_bgrewrite_status",
    "aof_last_bgrewrite_status",
    "Whether the log was last written anew.",
  ),
  gauge(
    "aof_last_write_status",
    "aof_last_write_status",
    "Whether the last write of the log succeeded.",
  ),
  gauge("aof_current_size", "aof_current_size_bytes", "Size of the log."),
  gauge("aof_delayed_fsync", "aof_delayed_fsync", "How often a write has waited for the disk."),
  gauge("latest_fork_usec", "latest_fork_usec", "Microseconds that the last fork took."),
  gauge("connected_slaves", "connected_slaves", "Replicas that are linked to the node."),
  gauge(
    "master_repl_offset",
    "master_repl_offset",
    "How far the node's replication stream has come.",
  ),
  gauge(
    "repl_backlog_histlen",
    "repl_backlog_history_bytes",
    "Bytes of the stream that a replica may take up.",
  ),
  gauge("sync_full", "replica_resyncs_full", "Full synchronizations with replicas."),
  gauge(
    "sync_partial_ok",
    "replica_partial_resync_accepted",
    "Partial synchronizations with replicas.",
  ),
  gauge(
    "sync_partial_err",
    "replica_partial_resync_denied",
    "Partial synchronizations that were not possible.",
  ),
  counter(
    "total_connections_received",
    "connections_received_total",
    "Connections that were accepted.",
  ),
  counter("total_commands_processed", "commands_processed_total", "Commands that were run."),
  counter(
    "rejected_connections",
    "rejected_connections_total",
    "Connections refused at the limit of maxclients.",
  ),
  counter(
    "total_net_input_bytes",
    "net_input_bytes_total",
    "Bytes that were read from the network.",
  ),
  counter(
    "total_net_output_bytes",
    "net_output_bytes_total",
    "Bytes that were written to the network.",
  ),
  counter("expired_keys", "expired_keys_total", "Keys whose time to live was over."),
  counter("evicted_keys", "evicted_keys_total", "Keys that were evicted for want of memory."),
  counter("keyspace_hits", "keyspace_hits_total", "Reads that found their key."),
  counter("keyspace_misses", "keyspace_misses_total", "Reads that did not find their key."),
  counter("used_cpu_sys", "cpu_sys_seconds_total", "Processor time of the system for the server."),
  counter("used_cpu_user", "cpu_user_seconds_total", "Processor time of the server."),
  counter("acl_access_denied_auth", "acl_access_denied_auth_total", "Logins that were refused."),
  counter("acl_access_denied_cmd", "acl_access_denied_cmd_total", "Commands that the ACL refused."),
  counter("acl_access_denied_key", "acl_access_denied_key_total", "Keys that the ACL refused."),
  counter(
    "acl_access_denied_channel",
    "acl_access_denied_channel_total",
    "Channels that the ACL refused.",
  ),
];

/** Fields of `CLUSTER INFO`, named in the same way. */
export const CLUSTER_METRICS: readonly FieldMetric[] = [
  gauge("cluster_state", "cluster_state", "Whether the node says that the cluster is ok."),
  gauge("cluster_slots_assigned", "cluster_slots_assigned", "Slots that have an owner."),
  gauge(
    "cluster_slots_ok",
    "cluster_slots_ok",
    "Slots whose owner is neither failed nor suspected.",
  ),
  gauge("cluster_slots_pfail", "cluster_slots_pfail", "Slots whose owner is suspected."),
  gauge("cluster_slots_fail", "cluster_slots_fail", "Slots whose owner has failed."),
  gauge("cluster_known_nodes", "cluster_known_nodes", "Nodes that the node knows."),
  gauge("cluster_size", "cluster_size", "Primaries that own slots."),
  gauge("cluster_current_epoch", "cluster_current_epoch", "The newest epoch that the node knows."),
  gauge("cluster_my_epoch", "cluster_my_epoch", "Epoch of the node's own slots."),
  counter(
    "cluster_stats_messages_sent",
    "cluster_messages_sent_total",
    "Messages sent on the bus.",
  ),
  counter(
    "cluster_stats_messages_received",
    "cluster_messages_received_total",
    "Messages read from the bus.",
  ),
];
