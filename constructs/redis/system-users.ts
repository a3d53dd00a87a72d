import { roleCommands } from "./role-rules";

/** A user that the kit itself needs; every cluster has all of them. */
export interface SystemUser {
  readonly name: string;
  /** Why it exists, for the docs and for the reader of `ACL LIST`. */
  readonly purpose: string;
  readonly keys: readonly string[];
  readonly channels: readonly string[];
  readonly commands: readonly string[];
}

/** Name of the user that replicas log in with at their primary. */
export const REPLICATION_USER = "cf-replica";
/** Name of the user that health checks and readiness waits log in with. */
export const HEALTH_USER = "cf-health";
/** Name of the user that figures are read with. */
export const METRICS_USER = "cf-metrics";
/** Name of the user that the node runner logs in with. */
export const GUARD_USER = "cf-guard";
/** Name of the user that day-two operations log in with. */
export const OPERATOR_USER = "cf-operator";
/** Name of the user that the smoke harness stores its own keys with. */
export const SMOKE_USER = "cf-smoke";

/** Users of the kit, each with no more than its task needs. */
export const SYSTEM_USERS: readonly SystemUser[] = [
  {
    name: REPLICATION_USER,
    purpose: "replication",
    keys: [],
    channels: [],
    // Minimum of redis.conf, section "masteruser".
    commands: ["+psync", "+replconf", "+ping"],
  },
  {
    name: HEALTH_USER,
    purpose: "health checks",
    keys: [],
    channels: [],
    commands: [
      "+ping",
      "+info",
      "+cluster|info",
      "+cluster|nodes",
      "+cluster|slots",
      "+cluster|shards",
      "+cluster|myid",
    ],
  },
  {
    name: METRICS_USER,
    purpose: "metrics",
    keys: [],
    channels: [],
    commands: [
      "+ping",
      "+info",
      "+cluster|info",
      "+cluster|nodes",
      "+cluster|slots",
      "+slowlog|len",
      "+slowlog|get",
      "+latency|latest",
      "+latency|histogram",
    ],
  },
  {
    name: GUARD_USER,
    purpose: "node runner",
    keys: [],
    channels: [],
    commands: [
      "+ping",
      "+info",
      "+role",
      "+cluster|info",
      "+cluster|nodes",
      "+cluster|myid",
      "+cluster|failover",
      // A node in a container that lost its volume joins again by itself.
      "+cluster|meet",
      "+cluster|replicate",
      "+cluster|forget",
    ],
  },
  {
    name: OPERATOR_USER,
    purpose: "operation",
    keys: [],
    channels: [],
    commands: [
      "+ping",
      "+info",
      "+role",
      "+cluster",
      "+config",
      "+acl",
      "+command",
      "+client",
      "+bgsave",
      "+bgrewriteaof",
      "+shutdown",
      "+slowlog",
      "+latency",
      "+lastsave",
      "+wait",
      "+dbsize",
    ],
  },
  {
    name: SMOKE_USER,
    purpose: "smoke harness",
    keys: ["cf-smoke:*"],
    channels: ["cf-smoke:*"],
    // The engine's own word on where a key belongs, for the harness to compare with.
    commands: [...roleCommands("readWrite"), "+cluster|keyslot"],
  },
];
