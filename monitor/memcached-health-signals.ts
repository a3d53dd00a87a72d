import { ANSWER_THRESHOLDS } from "./answer-thresholds";
import { type HealthSignal, redisHealthSignal } from "./health-signals";
import { ONCE } from "./threshold";
import { CERTIFICATE_EXPIRY, VERSION_FLOOR } from "./state-thresholds";

const [HIT_RATE, RESPONSE_TIME] = ANSWER_THRESHOLDS;

const MEMCACHED_TABLE = [
  HIT_RATE,
  {
    ...RESPONSE_TIME,
    title: "Response time, the 95th percentile of questions for its version",
    action: "See what else the machine of the node does, and at the network between.",
  },
  {
    ...redisHealthSignal("memory"),
    action: "Give the ring more memory or nodes, or items shorter lives.",
    why: "The rest is the time that is left before items are evicted; with evictions it is gone",
  },
  {
    ...redisHealthSignal("evictions"),
    title: "Evicted items",
    action: "Add memory, or raise this threshold when the cache is meant to be full.",
  },
  {
    id: "out-of-memory",
    title: "Items that were refused for want of memory",
    meaning: "Writes are refused.",
    action: "Give the nodes more memory, or see which size of items fills its slabs.",
    value: 0,
    unit: "items",
    why: "`outofmemory` of `stats items` counts what eviction could make no room for",
    window: ONCE,
    health: { code: "OUT_OF_MEMORY", severity: "critical" },
  },
  redisHealthSignal("connections"),
  {
    id: "listen-disabled",
    title: "Connections that came when the limit was reached",
    meaning: "Clients are turned away, or wait until another one leaves.",
    action: "Have clients share their connections, or raise maxConnections.",
    value: 0,
    unit: "connections",
    why: "`rejected_connections` or `listen_disabled_num` count them",
    window: ONCE,
    health: { code: "LISTEN_DISABLED", severity: "critical" },
  },
  {
    ...redisHealthSignal("authentication-failures"),
    action: "Check which login the manifest names, and who reaches the ring.",
    why: "No client of a healthy application fails to log in",
  },
  {
    ...redisHealthSignal("node-down"),
    meaning: "The keys of the node are missing: their readers go to the database.",
  },
  CERTIFICATE_EXPIRY,
  VERSION_FLOOR,
] as const satisfies readonly HealthSignal[];

/** Name of a signal that a health report of a Memcached ring has. */
export type MemcachedHealthId = (typeof MEMCACHED_TABLE)[number]["id"];

/** Every signal of a health report of a Memcached ring. */
export const MEMCACHED_HEALTH_SIGNALS: readonly HealthSignal<MemcachedHealthId>[] = MEMCACHED_TABLE;
