import { type Metric, prometheusText, type Sample } from "../../constructs/core/prometheus-text";
import type { Figure } from "../figure";
import { countStatuses, type CheckResult, type RunReport, type Status } from "../report";
import type { Reporter } from "../reporter";

/** Metrics in Prometheus' text format, for a node exporter's textfile collector or a push gateway. */
export class PrometheusReporter implements Reporter {
  /** @param write takes the whole document */
  constructor(private readonly write: (text: string) => void) {}

  onRunEnd(report: RunReport): void {
    this.write(prometheusOf(report));
  }
}

type Labels = Sample["labels"];

const STATUSES: readonly Status[] = ["pass", "fail", "error", "skip"];

/** Names of a figure's metric and how many of its unit make one of the metric's base unit. */
const UNITS: Readonly<Record<Figure["unit"], { readonly name: string; readonly divisor: number }>> =
  {
    ms: { name: "seconds", divisor: 1000 },
    bytes: { name: "bytes", divisor: 1 },
    count: { name: "items", divisor: 1 },
  };

/** Each status of a check is a series of its own, 1 or 0, so that a change of status is seen. */
export function prometheusOf(report: RunReport): string {
  const { environment, results, suite } = report;
  const run = { environment, suite };
  const counts = countStatuses(results);
  const seconds = (ms: number): number => ms / 1000;
  const of = (result: CheckResult): Labels => ({
    environment,
    subject: result.subject,
    check: result.id,
  });
  return prometheusText([
    metric("run_timestamp_seconds", "When the run began, in seconds since 1970.", [
      { labels: run, value: seconds(Date.parse(report.startedAt)) },
    ]),
    metric("run_duration_seconds", "How long the run took.", [
      { labels: run, value: seconds(report.durationMs) },
    ]),
    metric("run_interrupted", "Whether the run was cut short.", [
      { labels: run, value: Number(report.isInterrupted) },
    ]),
    metric(
      "checks",
      "Number of checks by how they ended.",
      STATUSES.map((status) => ({ labels: { ...run, status }, value: counts[status] })),
    ),
    metric(
      "check_status",
      "How a check ended: 1 for its status, 0 for the others.",
      results.flatMap((result) =>
        STATUSES.map((status) => ({
          labels: { ...of(result), status },
          value: Number(result.status === status),
        })),
      ),
    ),
    metric(
      "check_duration_seconds",
      "How long a check took.",
      results.map((result) => ({ labels: of(result), value: seconds(result.durationMs) })),
    ),
    ...figureMetrics(results, of),
  ]);
}

function figureMetrics(
  results: readonly CheckResult[],
  of: (result: CheckResult) => Labels,
): Metric[] {
  const all = results.flatMap((result) =>
    (result.evidence?.figures ?? []).map((figure) => ({
      figure,
      labels: { ...of(result), figure: figure.what },
    })),
  );
  return (Object.keys(UNITS) as Figure["unit"][]).flatMap((unit) => {
    const { divisor, name } = UNITS[unit];
    const own = all.filter(({ figure }) => figure.unit === unit);
    const samples = (value: (figure: Figure) => number | undefined, more: Labels = {}): Sample[] =>
      own.flatMap(({ figure, labels }) => {
        const found = value(figure);
        return found === undefined
          ? []
          : [{ labels: { ...labels, ...more }, value: found / divisor }];
      });
    return [
      metric(
        `figure_${name}`,
        "What a check measured.",
        samples(({ measured }) => measured),
      ),
      metric(`figure_bound_${name}`, "What a figure may be.", [
        ...samples(({ atLeast }) => atLeast, { bound: "at_least" }),
        ...samples(({ atMost }) => atMost, { bound: "at_most" }),
      ]),
    ];
  });
}

function metric(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name: `cachefort_smoke_${name}`, help, type: "gauge", samples };
}
