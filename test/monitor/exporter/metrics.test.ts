import { prometheusText } from "../../../constructs/core/prometheus-text";
import { parseClusterNodes } from "../../../constructs/redis/cluster-nodes";
import { memcachedMetrics } from "../../../monitor/exporter/memcached-metrics";
import { redisMetrics } from "../../../monitor/exporter/redis-metrics";
import { parseInfo } from "../../../monitor/sample/info";
import { memcachedSample, NOW, redisSample } from "../../support/health-samples";

const labels = { cache: "sessions", node: "0-0", instance: "127.0.0.1:7000" };
const other = { cache: "sessions", node: "0-1", instance: "127.0.0.1:7001" };
const silent = { kind: "silent", node: "0-1", at: 0, problem: "ECONNREFUSED" } as const;

/** Values by series, without the labels of the node. */
function seriesOf(text: string, of = 'cache="sessions",node="0-0",instance="127.0.0.1:7000"') {
  const lines = text.split("\n").filter((line) => line.includes(of));
  return Object.fromEntries(
    lines.map((line) => {
      const [, name = "", value] =
        /^(\S+) (\S+)$/.exec(line.replace(of, "").replace("{,", "{")) ?? [];
      return [name.replace("{}", ""), Number(value)];
    }),
  );
}

test("fields of a node of a cluster have the names of redis_exporter", () => {
  const sample = redisSample({
    db0: "keys=7,expires=2,avg_ttl=1500",
    cmdstat_get: "calls=21,usec=2000000,usec_per_call=8.33",
    errorstat_NOPERM: "count=3",
    aof_last_write_status: "err",
    keyspace_hits: 5,
  });
  expect(seriesOf(prometheusText(redisMetrics([{ labels, sample }], NOW)))).toMatchObject({
    redis_up: 1,
    redis_connected_clients: 10,
    redis_memory_used_bytes: 500_000_000,
    redis_memory_max_bytes: 1_000_000_000,
    redis_keyspace_hits_total: 5,
    redis_commands_processed_total: 1000,
    redis_aof_last_write_status: 0,
    redis_rdb_last_bgsave_status: 1,
    redis_cluster_state: 1,
    redis_cluster_slots_ok: 16384,
    'redis_db_keys{db="db0"}': 7,
    'redis_db_keys_expiring{db="db0"}': 2,
    'redis_db_avg_ttl_seconds{db="db0"}': 1.5,
    'redis_commands_total{cmd="get"}': 21,
    'redis_commands_duration_seconds_total{cmd="get"}': 2,
    'redis_errors_total{err="NOPERM"}': 3,
    'redis_errors_total{err="WRONGPASS"}': 0,
    'redis_connected_slave_lag_seconds{slave_ip="127.0.0.1",slave_port="7001",slave_state="online"}': 1,
    'redis_connected_slave_offset_bytes{slave_ip="127.0.0.1",slave_port="7001",slave_state="online"}': 14,
    'redis_instance_info{role="master",redis_version="7.4.11",maxmemory_policy="allkeys-lru"}': 1,
    cachefort_response_seconds: 0.003,
    cachefort_certificate_expiry_timestamp_seconds: expect.any(Number),
  });
});

test("a replica tells of its link", () => {
  const sample = redisSample({
    ...{ role: "slave", master_host: "h", master_port: 7000 },
    ...{ master_link_status: "down", master_last_io_seconds_ago: -1 },
  });
  expect(seriesOf(prometheusText(redisMetrics([{ labels, sample }], NOW)))).toMatchObject({
    'redis_master_link_up{master_host="h",master_port="7000"}': 0,
    'redis_master_last_io_seconds_ago{master_host="h",master_port="7000"}': -1,
  });
});

test("a node that is silent is down, and has no other series", () => {
  const nodes = [
    { labels, sample: redisSample() },
    { labels: other, sample: silent },
  ];
  const text = prometheusText(redisMetrics(nodes, NOW));
  expect(text).toMatch(/^redis_up\{.*node="0-0".*\} 1$/m);
  expect(text.split("\n").filter((line) => line.includes('node="0-1"'))).toEqual([
    'redis_up{cache="sessions",node="0-1",instance="127.0.0.1:7001"} 0',
  ]);
});

test("a cluster that fails is 0, and views are counted", () => {
  const lines = parseClusterNodes("a h:1@2 myself,master - 0 0 1 connected 0-16382");
  const nodes = [
    { labels, sample: redisSample({}, { cluster: parseInfo("cluster_state:fail") }) },
    { labels: other, sample: redisSample({}, { node: "0-1", lines }) },
  ];
  const text = prometheusText(redisMetrics(nodes, NOW));
  expect(text).toMatch(/^redis_cluster_state\{.*node="0-0".*\} 0$/m);
  expect(text).toMatch(/^cachefort_cluster_views\{cache="sessions"\} 2$/m);
});

test("the last recovery of a runner", () => {
  const at = "2026-11-30T10:00:00.000Z";
  const recovery = { at, status: 137, role: "primary", choice: "promote", ms: 90, reason: "died" };
  const sample = redisSample(
    {},
    { recoveries: [{ ...recovery, role: "primary", choice: "promote" }] },
  );
  expect(seriesOf(prometheusText(redisMetrics([{ labels, sample }], NOW)))).toMatchObject({
    'cachefort_node_last_recovery_timestamp_seconds{choice="promote"}': Date.parse(at) / 1000,
  });
});

test("figures of a node of a ring have the names of memcached_exporter", () => {
  const sample = memcachedSample({
    ...{ get_hits: 4, get_misses: 1, cmd_set: 9, cas_hits: 2, cas_misses: 1, cas_badval: 0 },
    ...{ auth_cmds: 5, auth_errors: 2 },
  });
  expect(seriesOf(prometheusText(memcachedMetrics([{ labels, sample }])))).toMatchObject({
    memcached_up: 1,
    memcached_current_bytes: 30_000_000,
    memcached_limit_bytes: 67_108_864,
    memcached_items_evicted_total: 0,
    'memcached_version{version="1.6.45"}': 1,
    'memcached_commands_total{command="get",status="hit"}': 4,
    'memcached_commands_total{command="get",status="miss"}': 1,
    'memcached_commands_total{command="set",status="hit"}': 6,
    'memcached_slab_items_outofmemory_total{slab="5"}': 0,
    'cachefort_memcached_authentications_total{status="refused"}': 2,
    'cachefort_memcached_authentications_total{status="accepted"}': 3,
  });
});

test.each([
  ["redis", "7.4.10", 1],
  ["redis", "7.4.11", 0],
  [undefined, "7.4.10", undefined],
] as const)("%s %s is below its floor: %s", (floors, version, expected) => {
  const sample = redisSample({ redis_version: version });
  const node = { labels, sample, ...(floors === undefined ? {} : { floors }) };
  const series = seriesOf(prometheusText(redisMetrics([node], NOW)));
  expect(series["cachefort_version_below_floor"]).toBe(expected);
});
