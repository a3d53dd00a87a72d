import type { Metric, Sample } from "../../constructs/core/prometheus-text";

/** A field that a server tells, as a metric. */
export interface FieldMetric {
  /** As the server names it. */
  readonly field: string;
  readonly name: string;
  readonly help: string;
  readonly type: "counter" | "gauge";
}

type MakeField = (field: string, name: string, help: string) => FieldMetric;

/** What makes metrics whose names begin in the same way. */
export function fieldsNamed(prefix: string): Readonly<Record<FieldMetric["type"], MakeField>> {
  const of =
    (type: FieldMetric["type"]): MakeField =>
    (field, name, help) => ({ field, name: `${prefix}_${name}`, help, type });
  return { counter: of("counter"), gauge: of("gauge") };
}

/** A node's fields, and the labels of its series. */
export interface LabelledFields {
  readonly labels: Sample["labels"];
  readonly fields: ReadonlyMap<string, string>;
}

/** Each metric with a series of every node that has the field. A status that is `ok` is 1, another one 0. */
export function fieldMetrics(
  metrics: readonly FieldMetric[],
  nodes: readonly LabelledFields[],
): Metric[] {
  return metrics.map(({ field, ...metric }) => ({
    ...metric,
    samples: nodes.flatMap(({ fields, labels }) => {
      const value = valueOf(fields.get(field));
      return value === undefined ? [] : [{ labels, value }];
    }),
  }));
}

function valueOf(text: string | undefined): number | undefined {
  const told = text?.trim() ?? "";
  if (told === "") return undefined;
  if (told === "ok") return 1;
  if (told === "err" || told === "fail") return 0;
  const value = Number(told);
  return Number.isFinite(value) ? value : undefined;
}
