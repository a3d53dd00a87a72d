import { parseClusterNodes } from "../../../constructs/redis/cluster-nodes";
import { REDIS_HEALTH_SIGNALS } from "../../../monitor/health-signals";
import { redisHealth } from "../../../monitor/health/redis-health";
import { thresholdsOf } from "../../../monitor/health/thresholds";
import { parseInfo } from "../../../monitor/sample/info";
import type { RedisNodeSample } from "../../../monitor/sample/redis-sample";
import { NOW, redisSample } from "../../support/health-samples";

const manifest = {
  kind: "redis-cluster",
  name: "sessions",
  target: "docker",
  engine: { name: "redis", version: "7.4.11" },
} as const;

function healthOf(after: RedisNodeSample, before = redisSample(), values = {}) {
  const thresholds = thresholdsOf({ values });
  return redisHealth(manifest, {
    ...{ thresholds, now: NOW },
    before: [before],
    after: [{ ...after, at: 1000 }],
  });
}

const codesOf = (after: RedisNodeSample, before?: RedisNodeSample): string[] =>
  healthOf(after, before).findings.map(({ code, severity }) => `${severity} ${code}`);

test("a healthy node has no finding", () => {
  expect(healthOf(redisSample())).toMatchObject({
    status: "healthy",
    findings: [],
    nodes: [{ node: "0-0", status: "healthy" }],
  });
});

const DAY = 86_400_000;
const crashedAt = (...minutesAgo: number[]) =>
  minutesAgo.map((minutes) => ({
    at: new Date(NOW - minutes * 60_000).toISOString(),
    ...({ status: 137, role: "primary", choice: "promote", ms: 90, reason: "it died" } as const),
  }));

const BAD: readonly (readonly [string, RedisNodeSample])[] = [
  ["warning LOW_HIT_RATE", redisSample({ keyspace_hits: 79, keyspace_misses: 21 })],
  ["warning HIGH_RESPONSE_TIME", redisSample({}, { responsesMs: [1, 1, 10.1] })],
  ["warning HIGH_MEMORY_USAGE", redisSample({ used_memory: 850_000_001 })],
  [
    "critical HIGH_MEMORY_USAGE",
    redisSample({ used_memory: 850_000_001, maxmemory_policy: "noeviction" }),
  ],
  ["warning EVICTIONS", redisSample({ evicted_keys: 1 })],
  ["warning HIGH_CONNECTION_COUNT", redisSample({ connected_clients: 1001 })],
  ["warning REPLICA_LAG", redisSample({ slave0: "ip=h,port=1,state=online,offset=1,lag=11" })],
  ["warning AUTHENTICATION_FAILURES", redisSample({ acl_access_denied_auth: 1 })],
  ["warning ACL_COMMAND_DENIALS", redisSample({ acl_access_denied_cmd: 1 })],
  ["warning ACL_KEY_DENIALS", redisSample({ acl_access_denied_key: 1 })],
  ["warning ACL_CHANNEL_DENIALS", redisSample({ acl_access_denied_channel: 1 })],
  [
    "critical CLUSTER_STATE_NOT_OK",
    redisSample({}, { cluster: parseInfo("cluster_state:fail\ncluster_slots_ok:16384") }),
  ],
  [
    "critical SLOTS_UNASSIGNED",
    redisSample({}, { cluster: parseInfo("cluster_state:ok\ncluster_slots_ok:16383") }),
  ],
  ["warning REPLICA_LINK_DOWN", redisSample({ role: "slave", master_link_status: "down" })],
  ["critical REJECTED_CONNECTIONS", redisSample({ rejected_connections: 1 })],
  ["warning MEMORY_LIMIT_MISSING", redisSample({ maxmemory: 0 })],
  [
    "warning HIGH_FRAGMENTATION",
    redisSample({ mem_fragmentation_ratio: 1.51, mem_fragmentation_bytes: 100_000_000 }),
  ],
  ["critical STORAGE_ERROR", redisSample({ aof_last_write_status: "err" })],
  ["critical STORAGE_ERROR", redisSample({ rdb_last_bgsave_status: "err" })],
  ["warning SLOW_FORK", redisSample({ latest_fork_usec: 500_001 })],
  ["warning CERTIFICATE_EXPIRES", redisSample({}, { certificateEndsAt: NOW + 13.9 * DAY })],
  ["warning VERSION_BELOW_FLOOR", redisSample({ redis_version: "7.4.10" })],
  ["critical CRASH_LOOP", redisSample({}, { recoveries: crashedAt(59, 1) })],
];

test.each(BAD)("%s", (expected, sample) => {
  expect(codesOf(sample)).toEqual([expected]);
});

test("every signal of the table is judged", () => {
  const tried = new Set(BAD.map(([text]) => text.split(" ")[1]));
  const further = ["NODE_DOWN", "VIEWS_DIFFER"];
  expect(new Set([...tried, ...further])).toEqual(
    new Set(REDIS_HEALTH_SIGNALS.map(({ health }) => health.code)),
  );
});

test.each([
  ["few reads", redisSample({ keyspace_hits: 0, keyspace_misses: 99 })],
  ["just enough hits", redisSample({ keyspace_hits: 80, keyspace_misses: 20 })],
  ["a ratio of little memory", redisSample({ mem_fragmentation_ratio: 5 })],
  ["a crash and one of long ago", redisSample({}, { recoveries: crashedAt(61, 1) })],
  ["a replica that is linked", redisSample({ role: "slave", master_link_status: "up" })],
  ["a server without the fields", redisSample({ acl_access_denied_auth: undefined })],
])("nothing is wrong with %s", (_what, sample) => {
  expect(codesOf(sample)).toEqual([]);
});

test("what happened before the window is not judged", () => {
  const then = redisSample({ evicted_keys: 7, keyspace_misses: 1000, rejected_connections: 3 });
  expect(codesOf(then, then)).toEqual([]);
  const first = redisHealth(manifest, { after: [then], thresholds: thresholdsOf(), now: NOW });
  expect(first.findings).toEqual([]);
  expect(first.nodes[0]?.figures).toMatchObject({ hitPercent: undefined, reads: undefined });
});

test("a restart between makes no figure negative", () => {
  const before = redisSample({ keyspace_hits: 1000, evicted_keys: 9, evicted: 9 });
  const after = redisSample({ run_id: "second", keyspace_hits: 150, total_commands_processed: 5 });
  expect(healthOf(after, before).nodes[0]?.figures).toMatchObject({
    reads: 150,
    hitPercent: 100,
    evicted: 0,
    commandsPerSecond: 5,
  });
});

test("before Redis 7.2 denials are read from the errors", () => {
  const old = { acl_access_denied_auth: undefined, acl_access_denied_cmd: undefined };
  const before = redisSample({ ...old, errorstat_NOPERM: "count=4" });
  const after = redisSample({
    ...old,
    ...{ errorstat_NOPERM: "count=6", errorstat_WRONGPASS: "count=1" },
  });
  expect(healthOf(after, before).nodes[0]?.figures).toMatchObject({
    authenticationFailures: 1,
    denials: { commands: 2 },
  });
});

test("memory that is full by design is critical only when more is evicted than allowed", () => {
  const full = redisSample({ used_memory: 990_000_000, evicted_keys: 50 });
  const severities = (values: Readonly<Record<string, string>>): string[] =>
    healthOf(full, redisSample(), values)
      .findings.filter(({ signal }) => signal === "memory")
      .map(({ severity }) => severity);
  expect(severities({})).toEqual(["critical"]);
  expect(severities({ evictions: "50" })).toEqual(["warning"]);
});

test("a node that is silent is critical, and the others are still told", () => {
  const silent = { kind: "silent", node: "0-1", at: 0, problem: "ECONNREFUSED" } as const;
  const health = redisHealth(manifest, {
    ...{ before: [silent], after: [redisSample(), silent] },
    ...{ thresholds: thresholdsOf(), now: NOW },
  });
  expect(health).toMatchObject({
    status: "critical",
    nodes: [
      { node: "0-0", status: "healthy" },
      { node: "0-1", status: "critical", problem: "ECONNREFUSED" },
    ],
    findings: [{ code: "NODE_DOWN", node: "0-1", text: expect.stringContaining("ECONNREFUSED") }],
  });
});

test("nodes that see other owners are critical", () => {
  const lines = parseClusterNodes("a h:1@2 myself,master - 0 0 1 connected 0-16382");
  const health = redisHealth(manifest, {
    after: [redisSample(), redisSample({}, { node: "0-1", lines })],
    ...{ thresholds: thresholdsOf(), now: NOW },
  });
  expect(health.findings).toMatchObject([
    { code: "VIEWS_DIFFER", severity: "critical", text: expect.stringMatching(/0-0 against 0-1$/) },
  ]);
});

test("the number of a distribution's release does not tell whether it is mended", () => {
  const after = [redisSample({ redis_version: "7.0.15" })];
  const looks = { after, thresholds: thresholdsOf(), now: NOW };
  expect(redisHealth({ ...manifest, target: "host" }, looks).findings).toEqual([]);
  expect(redisHealth(manifest, looks).findings).toMatchObject([
    { code: "VERSION_BELOW_FLOOR", text: expect.stringContaining("7.0.15, the floor is 7.2.16") },
  ]);
});
