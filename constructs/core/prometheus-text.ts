/** One value of a metric. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** What a summary adds to its name for this value. @default - nothing */
  readonly suffix?: "_sum" | "_count";
}

/** What is measured. */
export interface Metric {
  readonly name: string;
  /** A sentence for people. */
  readonly help: string;
  readonly type: "counter" | "gauge" | "summary";
  readonly samples: readonly Sample[];
}

/**
 * Metrics in Prometheus' text format; a metric without samples is left out.
 *
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export function prometheusText(metrics: readonly Metric[]): string {
  return metrics.map(metricText).join("");
}

function metricText({ help, name, samples, type }: Metric): string {
  if (samples.length === 0) return "";
  // Two samples of one series would be refused as a whole.
  const lines = new Map(
    samples.map(({ labels, suffix = "", value }) => [
      `${name}${suffix}${labelText(labels)}`,
      value,
    ]),
  );
  return [
    `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`,
    ...[...lines].map(([series, value]) => `${series} ${value}\n`),
  ].join("");
}

/** Escapes as the format says: backslash, quote and line feed. */
function labelText(labels: Sample["labels"]): string {
  const all = Object.entries(labels).map(([name, value]) => {
    const text = value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
    return `${name}="${text}"`;
  });
  return all.length === 0 ? "" : `{${all.join(",")}}`;
}
