import { quantityText } from "../../../monitor/thresholds";
import { resourceName } from "../../aws/names";
import { clusterSignals, type ClusterSignal, type RedisAlarmProps } from "./alarm-settings";
import type { AwsRedisModel } from "./aws-redis-model";
import { ELASTICACHE_NAMESPACE, memberDimensions } from "./member-metrics";
import { membersByShard } from "./members";

/** Metrics that one dashboard can show; CloudWatch, "Service quotas": it cannot be raised. */
const METRICS_OF_A_DASHBOARD = 2500;

/** Columns of a dashboard. */
const WIDTH = 24;
const IN_A_ROW = 3;
const HEIGHT = 6;
const HEADING = 1;

/** A dashboard over some of the shards of a cluster. */
export interface PlannedDashboard {
  /** Within the cluster. */
  readonly id: string;
  readonly name: string;
  /** JSON, as CloudWatch takes it. */
  readonly body: string;
}

/**
 * The dashboards of a cluster: one, and more only when CloudWatch does not show all of its nodes on one.
 * Every node is named: a search for the cluster's name would find those of others, whose names begin alike.
 *
 * @throws ValidationError as `clusterSignals`
 */
export function dashboardPlan(
  model: AwsRedisModel,
  alarms: RedisAlarmProps = {},
): readonly PlannedDashboard[] {
  const signals = clusterSignals(model, alarms);
  const shards = membersByShard(model);
  const nodesOfAShard = shards[0]?.length ?? 1;
  const most = Math.floor(METRICS_OF_A_DASHBOARD / (signals.length * nodesOfAShard));
  const parts = Math.ceil(shards.length / most);
  const size = Math.ceil(shards.length / parts);
  return Array.from({ length: parts }, (_, part): PlannedDashboard => {
    const first = part * size;
    const shown = shards.slice(first, first + size);
    const number = part === 0 ? "" : String(part + 1);
    const name = resourceName({ name: model.environment }, model.name);
    return {
      id: `dashboard${number}`,
      // No cluster has an underscore in its name: this is not the name of another one's dashboard.
      name: number === "" ? name : `${name}_${number}`,
      body: JSON.stringify({
        widgets: widgetsOf(
          `**${model.name}** in ${model.environment}, shards ${first + 1} to ${first + shown.length} of ${shards.length}. Made by cachefort: changes by hand get lost.`,
          signals,
          (signal) => graph(signal, shown.flat(), model.region),
        ),
      }),
    };
  });
}

/** A line of text, then each group of signals under its heading, three graphs in a row. */
function widgetsOf(
  text: string,
  signals: readonly ClusterSignal[],
  graphOf: (signal: ClusterSignal) => object,
): object[] {
  let y = 0;
  const heading = (markdown: string) => {
    const widget = {
      type: "text",
      x: 0,
      y,
      width: WIDTH,
      height: HEADING,
      properties: { markdown },
    };
    y += HEADING;
    return widget;
  };
  const widgets: object[] = [heading(text)];
  for (const group of new Set(signals.map(({ signal }) => signal.group))) {
    widgets.push(heading(`## ${group.charAt(0).toUpperCase()}${group.slice(1)}`));
    const own = signals.filter(({ signal }) => signal.group === group);
    const width = WIDTH / IN_A_ROW;
    own.forEach((signal, index) => {
      const place = {
        x: (index % IN_A_ROW) * width,
        y: y + Math.floor(index / IN_A_ROW) * HEIGHT,
      };
      widgets.push({
        type: "metric",
        ...place,
        width,
        height: HEIGHT,
        properties: graphOf(signal),
      });
    });
    y += Math.ceil(own.length / IN_A_ROW) * HEIGHT;
  }
  return widgets;
}

function graph(
  { signal, source, threshold }: ClusterSignal,
  members: readonly string[],
  region: string,
): object {
  const { bad = "above", title, unit, window } = signal;
  return {
    title,
    view: "timeSeries",
    region,
    stat: source.statistic,
    period: window.periodSeconds,
    yAxis: { left: { min: 0 } },
    metrics: members.map((member, index) =>
      // What a row has in common with the one above it is three dots.
      index === 0
        ? [ELASTICACHE_NAMESPACE, source.metric, ...Object.entries(memberDimensions(member)).flat()]
        : ["...", member],
    ),
    ...(threshold === undefined
      ? {}
      : {
          annotations: {
            horizontal: [
              { value: threshold, label: `Alarm ${bad} ${quantityText(threshold, unit)}` },
            ],
          },
        }),
  };
}
