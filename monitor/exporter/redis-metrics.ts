import type { Metric, Sample } from "../../constructs/core/prometheus-text";
import { crashesInHour, redisVersion } from "../health/redis-figures";
import { redisVersionFloor } from "../health/version-floor";
import { infoParts } from "../sample/info";
import type { RedisNodeSample } from "../sample/redis-sample";
import { nodesByView } from "../sample/views";
import { fieldMetrics } from "./field-metric";
import { answered, type LabelledSample } from "./labels";
import { CLUSTER_METRICS, INFO_METRICS } from "./redis-fields";
import { answerMetrics, floorMetric, upMetric } from "./shared-metrics";

const US_PER_SECOND = 1_000_000;
const MS_PER_SECOND = 1000;

type Told = ReturnType<typeof answered<RedisNodeSample>>;

/** Metrics of the nodes of clusters of Redis or Valkey. @param now milliseconds since 1970 */
export function redisMetrics(
  nodes: readonly LabelledSample<RedisNodeSample>[],
  now: number,
): Metric[] {
  const told = answered(nodes);
  const infos = told.map(({ labels, sample }) => ({ labels, fields: sample.info }));
  const clusters = told.map(({ labels, sample }) => ({ labels, fields: sample.cluster }));
  return [
    upMetric("redis_up", nodes),
    ...fieldMetrics(INFO_METRICS, infos),
    ...fieldMetrics(CLUSTER_METRICS, clusters),
    instanceInfo(told),
    ...keyspace(told),
    ...replication(told),
    ...commands(told),
    errors(told),
    ...answerMetrics(nodes),
    views(told),
    recoveries(told),
    {
      name: "cachefort_node_crashes",
      ...{ help: "How often the node's server has died in the last hour.", type: "gauge" },
      samples: told.flatMap(({ labels, sample }) => {
        const crashes = crashesInHour(sample, now);
        return crashes === undefined ? [] : [{ labels, value: crashes }];
      }),
    },
    floorMetric(told, ({ floors, sample: { info } }) =>
      floors === undefined || floors === "memcached"
        ? undefined
        : redisVersionFloor(floors, redisVersion(info))?.value,
    ),
  ];
}

function instanceInfo(told: Told): Metric {
  const names = ["role", "redis_version", "valkey_version", "redis_mode", "maxmemory_policy"];
  return {
    name: "redis_instance_info",
    ...{ help: "What the server is, by labels.", type: "gauge" },
    samples: told.map(({ labels, sample: { info } }) => ({
      labels: {
        ...labels,
        ...Object.fromEntries(
          names.flatMap((name) => {
            const value = info.get(name);
            return value === undefined ? [] : [[name, value]];
          }),
        ),
      },
      value: 1,
    })),
  };
}

/** Fields such as `db0:keys=2,expires=1,avg_ttl=100`. */
function keyspace(told: Told): Metric[] {
  const of = (part: string, perUnit = 1): Sample[] =>
    each(told, /^db\d+$/, (name, parts) => [
      { labels: { db: name }, value: Number(parts.get(part) ?? NaN) / perUnit },
    ]);
  return [
    { name: "redis_db_keys", help: "Keys.", type: "gauge", samples: of("keys") },
    {
      name: "redis_db_keys_expiring",
      ...{ help: "Keys with a time to live.", type: "gauge", samples: of("expires") },
    },
    {
      name: "redis_db_avg_ttl_seconds",
      ...{ help: "Mean time that keys have yet to live.", type: "gauge" },
      samples: of("avg_ttl", MS_PER_SECOND),
    },
  ];
}

function replication(told: Told): Metric[] {
  const ofReplicas = (part: string): Sample[] =>
    each(told, /^slave\d+$/, (_name, parts) => [
      {
        labels: {
          slave_ip: parts.get("ip") ?? "",
          slave_port: parts.get("port") ?? "",
          slave_state: parts.get("state") ?? "",
        },
        value: Number(parts.get(part) ?? NaN),
      },
    ]);
  const ofPrimary = (value: (info: RedisNodeSample["info"]) => number): Sample[] =>
    told.flatMap(({ labels, sample: { info } }) => {
      if (info.get("role") !== "slave") return [];
      const place = {
        master_host: info.get("master_host") ?? "",
        master_port: info.get("master_port") ?? "",
      };
      return [{ labels: { ...labels, ...place }, value: value(info) }];
    });
  return [
    {
      name: "redis_connected_slave_lag_seconds",
      help: "Seconds since a replica has told how far it is.",
      ...{ type: "gauge", samples: ofReplicas("lag") },
    },
    {
      name: "redis_connected_slave_offset_bytes",
      help: "How far a replica has come in the replication stream.",
      ...{ type: "gauge", samples: ofReplicas("offset") },
    },
    {
      name: "redis_master_link_up",
      ...{ help: "Whether a replica has its link.", type: "gauge" },
      samples: ofPrimary((info) => (info.get("master_link_status") === "up" ? 1 : 0)),
    },
    {
      name: "redis_master_last_io_seconds_ago",
      ...{ help: "Seconds since a replica has heard of its primary.", type: "gauge" },
      samples: ofPrimary((info) => Number(info.get("master_last_io_seconds_ago") ?? NaN)),
    },
  ];
}

/** Fields such as `cmdstat_get:calls=21,usec=175,usec_per_call=8.33`. */
function commands(told: Told): Metric[] {
  const of = (part: string, perUnit = 1): Sample[] =>
    each(told, /^cmdstat_/, (name, parts) => [
      {
        labels: { cmd: name.slice("cmdstat_".length) },
        value: Number(parts.get(part) ?? NaN) / perUnit,
      },
    ]);
  return [
    {
      name: "redis_commands_total",
      ...{ help: "Calls of each command.", type: "counter", samples: of("calls") },
    },
    {
      name: "redis_commands_duration_seconds_total",
      ...{ help: "Processor time of each command.", type: "counter" },
      samples: of("usec", US_PER_SECOND),
    },
  ];
}

/** Errors that alerts are about: Prometheus sees no growth of a series that was not there before. */
const WATCHED_ERRORS = ["NOPERM", "WRONGPASS"];

/** Fields such as `errorstat_NOPERM:count=3`; the server tells only of errors that have occurred. */
function errors(told: Told): Metric {
  const none = told.flatMap(({ labels }) =>
    WATCHED_ERRORS.map((err) => ({ labels: { ...labels, err }, value: 0 })),
  );
  const counted = each(told, /^errorstat_/, (name, parts) => [
    {
      labels: { err: name.slice("errorstat_".length) },
      value: Number(parts.get("count") ?? NaN),
    },
  ]);
  return {
    name: "redis_errors_total",
    ...{ help: "Answers with an error, by its first word.", type: "counter" },
    // Of one series the later sample stands.
    samples: [...none, ...counted],
  };
}

/** How many views of a cluster there are: 1 is agreement. */
function views(told: Told): Metric {
  const byCache = new Map<string, RedisNodeSample[]>();
  for (const { labels, sample } of told) {
    byCache.set(labels.cache, [...(byCache.get(labels.cache) ?? []), sample]);
  }
  return {
    name: "cachefort_cluster_views",
    ...{ help: "Different views of the owners of slots among nodes.", type: "gauge" },
    samples: [...byCache].map(([cache, seen]) => ({
      labels: { cache },
      value: nodesByView(seen).length,
    })),
  };
}

function recoveries(told: Told): Metric {
  return {
    name: "cachefort_node_last_recovery_timestamp_seconds",
    help: "When the node's server died last and its runner did something about it.",
    type: "gauge",
    samples: told.flatMap(({ labels, sample }) => {
      const last = sample.recoveries?.at(-1);
      if (last === undefined) return [];
      return [
        {
          labels: { ...labels, choice: last.choice },
          value: Date.parse(last.at) / MS_PER_SECOND,
        },
      ];
    }),
  };
}

/** Series of every field whose name fits; what the server does not tell is left out. */
function each(
  told: Told,
  pattern: RegExp,
  of: (name: string, parts: ReadonlyMap<string, string>) => Sample[],
): Sample[] {
  return told.flatMap(({ labels, sample: { info } }) =>
    [...info]
      .filter(([name]) => pattern.test(name))
      .flatMap(([name, value]) => of(name, infoParts(value)))
      .filter(({ value }) => Number.isFinite(value))
      .map((sample) => ({ ...sample, labels: { ...labels, ...sample.labels } })),
  );
}
