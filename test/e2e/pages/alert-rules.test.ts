import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { REDIS_HEALTH_SIGNALS } from "../../../monitor/health-signals";
import { thresholdsOf, type ThresholdOptions } from "../../../monitor/health/thresholds";
import { MEMCACHED_HEALTH_SIGNALS } from "../../../monitor/memcached-health-signals";
import { prometheusRules } from "../../../monitor/rules/prometheus-rules";

/** Values of series by metric and further labels, a minute apart, in the notation of promtool. */
type Series = Readonly<Record<string, string>>;

const MINUTES = 40;
const still = (value: number): string => `${value}x${MINUTES}`;
const growing = (step: number): string => `0+${step}x${MINUTES}`;

const HEALTHY: Series = {
  redis_up: still(1),
  redis_keyspace_hits_total: growing(90),
  redis_keyspace_misses_total: growing(10),
  cachefort_response_seconds: still(0.001),
  redis_memory_used_bytes: still(50),
  redis_memory_max_bytes: still(100),
  redis_evicted_keys_total: still(0),
  'redis_instance_info{maxmemory_policy="allkeys-lru"}': still(1),
  redis_connected_clients: still(1000),
  redis_connected_slave_lag_seconds: still(1),
  redis_acl_access_denied_auth_total: still(7),
  redis_acl_access_denied_cmd_total: still(7),
  redis_acl_access_denied_key_total: still(7),
  redis_acl_access_denied_channel_total: still(7),
  redis_cluster_state: still(1),
  redis_cluster_slots_ok: still(16384),
  redis_master_link_up: still(1),
  redis_rejected_connections_total: still(3),
  redis_mem_fragmentation_ratio: still(3),
  redis_mem_fragmentation_bytes: still(1_000_000),
  redis_aof_last_write_status: still(1),
  redis_aof_last_bgrewrite_status: still(1),
  redis_rdb_last_bgsave_status: still(1),
  redis_latest_fork_usec: still(1000),
  cachefort_certificate_expiry_timestamp_seconds: still(10_000_000),
  cachefort_version_below_floor: still(0),
  cachefort_node_crashes: still(1),
};
const HEALTHY_RING: Series = {
  memcached_up: still(1),
  'memcached_commands_total{command="get",status="hit"}': growing(90),
  'memcached_commands_total{command="get",status="miss"}': growing(10),
  cachefort_response_seconds: still(0.001),
  memcached_current_bytes: still(50),
  memcached_limit_bytes: still(100),
  memcached_items_evicted_total: still(0),
  'memcached_slab_items_outofmemory_total{slab="1"}': still(0),
  'memcached_slab_items_outofmemory_total{slab="2"}': still(0),
  memcached_current_connections: still(1000),
  memcached_connections_listener_disabled_total: still(0),
  memcached_connections_rejected_total: still(0),
  'cachefort_memcached_authentications_total{status="refused"}': still(7),
  cachefort_certificate_expiry_timestamp_seconds: still(10_000_000),
  cachefort_version_below_floor: still(0),
};

type Bad = readonly (readonly [expected: string, changes: Series])[];

/** A share of reads that find their key. */
const reads = (hits: number, misses: number): Series => ({
  redis_keyspace_hits_total: growing(hits),
  redis_keyspace_misses_total: growing(misses),
});

const BAD: Bad = [
  ["warning LOW_HIT_RATE", reads(79, 21)],
  ["warning HIGH_RESPONSE_TIME", { cachefort_response_seconds: still(0.011) }],
  ["warning HIGH_MEMORY_USAGE", { redis_memory_used_bytes: still(86) }],
  [
    "critical HIGH_MEMORY_USAGE",
    {
      redis_memory_used_bytes: still(86),
      'redis_instance_info{maxmemory_policy="noeviction"}': still(1),
    },
  ],
  ["warning EVICTIONS", { redis_evicted_keys_total: growing(1) }],
  ["warning HIGH_CONNECTION_COUNT", { redis_connected_clients: still(1001) }],
  ["warning REPLICA_LAG", { redis_connected_slave_lag_seconds: still(11) }],
  ["warning AUTHENTICATION_FAILURES", { redis_acl_access_denied_auth_total: growing(1) }],
  ["warning ACL_COMMAND_DENIALS", { redis_acl_access_denied_cmd_total: growing(1) }],
  ["warning ACL_KEY_DENIALS", { redis_acl_access_denied_key_total: growing(1) }],
  ["warning ACL_CHANNEL_DENIALS", { redis_acl_access_denied_channel_total: growing(1) }],
  ["critical NODE_DOWN", { redis_up: still(0) }],
  ["critical CLUSTER_STATE_NOT_OK", { redis_cluster_state: still(0) }],
  ["critical SLOTS_UNASSIGNED", { redis_cluster_slots_ok: still(16383) }],
  ["critical VIEWS_DIFFER", { 'cachefort_cluster_views{only="cache"}': still(2) }],
  ["warning REPLICA_LINK_DOWN", { redis_master_link_up: still(0) }],
  ["critical REJECTED_CONNECTIONS", { redis_rejected_connections_total: growing(1) }],
  ["warning MEMORY_LIMIT_MISSING", { redis_memory_max_bytes: still(0) }],
  [
    "warning HIGH_FRAGMENTATION",
    {
      redis_mem_fragmentation_ratio: still(1.6),
      redis_mem_fragmentation_bytes: still(100_000_000),
    },
  ],
  ["critical STORAGE_ERROR", { redis_aof_last_write_status: still(0) }],
  ["critical STORAGE_ERROR", { redis_rdb_last_bgsave_status: still(0) }],
  ["warning SLOW_FORK", { redis_latest_fork_usec: still(500_001) }],
  [
    "warning CERTIFICATE_EXPIRES",
    { cachefort_certificate_expiry_timestamp_seconds: still(13 * 86_400) },
  ],
  ["warning VERSION_BELOW_FLOOR", { cachefort_version_below_floor: still(1) }],
  ["critical CRASH_LOOP", { cachefort_node_crashes: still(2) }],
];
const BAD_RINGS: Bad = [
  [
    "warning LOW_HIT_RATE",
    {
      'memcached_commands_total{command="get",status="hit"}': growing(79),
      'memcached_commands_total{command="get",status="miss"}': growing(21),
    },
  ],
  ["warning HIGH_RESPONSE_TIME", { cachefort_response_seconds: still(0.011) }],
  ["warning HIGH_MEMORY_USAGE", { memcached_current_bytes: still(86) }],
  ["warning EVICTIONS", { memcached_items_evicted_total: growing(1) }],
  ["critical OUT_OF_MEMORY", { 'memcached_slab_items_outofmemory_total{slab="2"}': growing(1) }],
  ["warning HIGH_CONNECTION_COUNT", { memcached_current_connections: still(1001) }],
  ["critical LISTEN_DISABLED", { memcached_connections_rejected_total: growing(1) }],
  ["critical LISTEN_DISABLED", { memcached_connections_listener_disabled_total: growing(1) }],
  [
    "warning AUTHENTICATION_FAILURES",
    { 'cachefort_memcached_authentications_total{status="refused"}': growing(1) },
  ],
  ["critical NODE_DOWN", { memcached_up: still(0) }],
  [
    "warning CERTIFICATE_EXPIRES",
    { cachefort_certificate_expiry_timestamp_seconds: still(13 * 86_400) },
  ],
  ["warning VERSION_BELOW_FLOOR", { cachefort_version_below_floor: still(1) }],
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cachefort-rules-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function rulesFile(options: ThresholdOptions = {}): string {
  const file = join(folder, "rules.yml");
  writeFileSync(file, JSON.stringify(prometheusRules(thresholdsOf(options))));
  return file;
}

function promtool(...words: string[]): string {
  const { stderr, stdout } = spawnSync("promtool", words, { encoding: "utf8" });
  return `${stdout}${stderr}`;
}

interface Case {
  readonly series: Series;
  /** Severities and codes of what is to fire. */
  readonly firing: readonly string[];
}

/** What promtool says of rules and of series over which they are to fire. */
function judge(cases: readonly Case[], options?: ThresholdOptions): string {
  const rules = rulesFile(options);
  const tests = cases.map(({ firing, series }) => ({
    interval: "1m",
    input_series: Object.entries(series).map(([name, values]) => ({
      series: labelled(name),
      values,
    })),
    promql_expr_test: [
      {
        expr: 'count by (alertname, severity) (ALERTS{alertstate="firing"})',
        eval_time: "30m",
        exp_samples: firing.map((text) => {
          const [severity, alertname] = text.split(" ");
          return { labels: `{alertname="${alertname}",severity="${severity}"}`, value: 1 };
        }),
      },
    ],
  }));
  const file = join(folder, "test.yml");
  writeFileSync(file, JSON.stringify({ rule_files: [rules], evaluation_interval: "1m", tests }));
  return promtool("test", "rules", file);
}

/** A metric with its own labels and those of a node; `only="cache"` is one of a whole cluster. */
function labelled(name: string): string {
  const [metric, own = "}"] = name.split("{");
  if (own.startsWith('only="cache"')) return `${metric}{cache="c"}`;
  return `${metric}{cache="c",node="0",instance="h:1"${own === "}" ? "}" : `,${own}`}`;
}

/** Healthy but for the changes; a series that others stand for is gone. */
function changed(healthy: Series, changes: Series): Series {
  const names = Object.keys(changes).map((name) => name.split("{")[0]);
  const isReplaced = (name: string): boolean =>
    name.startsWith("redis_instance_info") && names.includes("redis_instance_info");
  const kept = Object.entries(healthy).filter(([name]) => !isReplaced(name));
  return { ...Object.fromEntries(kept), ...changes };
}

test("promtool takes the rules", () => {
  expect(promtool("check", "rules", rulesFile())).toMatch(/SUCCESS: \d+ rules found/);
});

test.each([
  ["cluster", HEALTHY],
  ["ring", HEALTHY_RING],
])("nothing fires of a healthy %s", (_what, series) => {
  expect(judge([{ series, firing: [] }])).toContain("SUCCESS");
});

test.each(BAD)("%s of a cluster", (expected, changes) => {
  expect(judge([{ series: changed(HEALTHY, changes), firing: [expected] }])).toContain("SUCCESS");
  expect(judge([{ series: changed(HEALTHY, changes), firing: [] }])).toContain("FAILED");
});

test.each(BAD_RINGS)("%s of a ring", (expected, changes) => {
  const series = changed(HEALTHY_RING, changes);
  expect(judge([{ series, firing: [expected] }])).toContain("SUCCESS");
  expect(judge([{ series, firing: [] }])).toContain("FAILED");
});

test("each signal has its alert tried", () => {
  const codes = (bad: Bad): Set<string | undefined> =>
    new Set(bad.map(([text]) => text.split(" ")[1]));
  expect(codes(BAD)).toEqual(new Set(REDIS_HEALTH_SIGNALS.map(({ health }) => health.code)));
  expect(codes(BAD_RINGS)).toEqual(
    new Set(MEMCACHED_HEALTH_SIGNALS.map(({ health }) => health.code)),
  );
});

test("few reads, and denials before Redis 7.2", () => {
  const old = Object.fromEntries(
    Object.entries(HEALTHY).filter(([name]) => !name.startsWith("redis_acl_")),
  );
  const said = judge([
    { series: { ...HEALTHY, ...reads(0, 10) }, firing: [] },
    {
      series: { ...old, 'redis_errors_total{err="NOPERM"}': growing(1) },
      firing: ["warning ACL_COMMAND_DENIALS"],
    },
    {
      series: { ...HEALTHY, 'redis_errors_total{err="NOPERM"}': growing(1) },
      firing: [],
    },
  ]);
  expect(said).toContain("SUCCESS");
});

test("other thresholds, and signals that are off", () => {
  const series = {
    ...HEALTHY,
    redis_memory_used_bytes: still(95),
    redis_evicted_keys_total: growing(1),
  };
  expect(judge([{ series, firing: [] }], { off: ["memory", "evictions"] })).toContain("SUCCESS");
  expect(
    judge([{ series, firing: ["warning HIGH_MEMORY_USAGE"] }], { off: ["evictions"] }),
  ).toContain("SUCCESS");
  const values = { memory: "96", evictions: "10" };
  expect(judge([{ series, firing: [] }], { values })).toContain("SUCCESS");
});
