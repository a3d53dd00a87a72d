import type { Metric } from "../../constructs/core/prometheus-text";
import type { MemcachedNodeSample } from "../sample/memcached-sample";
import { refusedBySlab, statNumber } from "../sample/stats";
import { memcachedVersionFloor } from "../health/version-floor";
import { fieldMetrics } from "./field-metric";
import { answered, type LabelledSample } from "./labels";
import { COMMANDS, STATS_METRICS } from "./memcached-fields";
import { answerMetrics, floorMetric, upMetric } from "./shared-metrics";

type Told = ReturnType<typeof answered<MemcachedNodeSample>>;

/** Metrics of the nodes of Memcached rings. */
export function memcachedMetrics(nodes: readonly LabelledSample<MemcachedNodeSample>[]): Metric[] {
  const told = answered(nodes);
  const fields = told.map(({ labels, sample: { stats } }) => ({
    labels,
    fields: new Map(Object.entries(stats)),
  }));
  return [
    upMetric("memcached_up", nodes),
    ...fieldMetrics(STATS_METRICS, fields),
    {
      name: "memcached_version",
      ...{ help: "The server's release, by label.", type: "gauge" },
      samples: told.map(({ labels, sample: { stats } }) => ({
        labels: { ...labels, version: stats["version"] ?? "" },
        value: 1,
      })),
    },
    commandsMetric(told),
    {
      name: "memcached_slab_items_outofmemory_total",
      ...{ help: "Items of a size that were refused for want of memory.", type: "counter" },
      samples: told.flatMap(({ labels, sample: { items } }) =>
        refusedBySlab(items).map(([slab, value]) => ({ labels: { ...labels, slab }, value })),
      ),
    },
    {
      name: "cachefort_memcached_authentications_total",
      ...{ help: "Logins, by whether they were refused.", type: "counter" },
      samples: told.flatMap(({ labels, sample: { stats } }) => {
        const all = statNumber(stats, "auth_cmds");
        const refused = statNumber(stats, "auth_errors");
        if (all === undefined || refused === undefined) return [];
        return [
          { labels: { ...labels, status: "accepted" }, value: Math.max(0, all - refused) },
          { labels: { ...labels, status: "refused" }, value: refused },
        ];
      }),
    },
    ...answerMetrics(nodes),
    floorMetric(
      told,
      ({ floors, sample: { stats } }) =>
        memcachedVersionFloor(floors === "memcached", stats["version"])?.value,
    ),
  ];
}

function commandsMetric(told: Told): Metric {
  return {
    name: "memcached_commands_total",
    ...{ help: "Commands, by what became of them.", type: "counter" },
    samples: told.flatMap(({ labels, sample: { stats } }) => {
      const own = COMMANDS.flatMap(([field, command, status]) => {
        const value = statNumber(stats, field);
        return value === undefined ? [] : [{ labels: { ...labels, command, status }, value }];
      });
      // The server counts compare-and-swap among its sets.
      const swapped = own
        .filter((sample) => sample.labels.command === "cas")
        .reduce((sum, { value }) => sum + value, 0);
      const sets = statNumber(stats, "cmd_set");
      if (sets === undefined) return own;
      const set = { labels: { ...labels, command: "set", status: "hit" } };
      return [...own, { ...set, value: Math.max(0, sets - swapped) }];
    }),
  };
}
