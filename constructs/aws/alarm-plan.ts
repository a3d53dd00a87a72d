import type { BadSide, SignalWindow, Threshold } from "../../monitor/threshold";
import { quantityText, windowText } from "../../monitor/thresholds";
import { resourceName } from "./names";

/** Metrics that one alarm can look at; CloudWatch, "Service quotas": it cannot be raised. */
const METRICS_OF_AN_ALARM = 10;

/** A metric of CloudWatch. */
export interface AlarmMetric {
  readonly namespace: string;
  readonly metric: string;
  readonly statistic: "Average" | "Maximum" | "Minimum" | "Sum";
  readonly dimensions: Readonly<Record<string, string>>;
}

/** One value out of several metrics, named `m1` and so on. */
export interface AlarmFormula {
  readonly id: string;
  readonly label: string;
  readonly expression: string;
}

/** An alarm of CloudWatch, as plain data. */
export interface PlannedAlarm {
  /** Within what it watches. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly bad: BadSide;
  readonly threshold: number;
  readonly window: SignalWindow;
  /** 1 to 10. */
  readonly metrics: readonly AlarmMetric[];
  /** @default - the metric itself, of which there is one */
  readonly formula?: AlarmFormula;
  /** Whether the alarm goes off where no metric has data. @default false */
  readonly silenceIsBad?: boolean;
}

/** Nodes that one alarm watches. */
export interface AlarmGroup<Node> {
  /** Of the alarm. */
  readonly id: string;
  readonly nodes: readonly Node[];
}

/** A signal of several nodes, and what is bad of it. */
export interface NodeAlarmsProps {
  readonly signal: Pick<
    Threshold,
    "id" | "title" | "meaning" | "action" | "bad" | "unit" | "window"
  >;
  readonly threshold: number;
  readonly environment: string;
  /** Of what the nodes belong to. */
  readonly name: string;
  /** What the description says of them, such as `sessions in prod`. */
  readonly whose: string;
  readonly nodes: readonly string[];
  /** What stands before the names of the nodes that are watched. @default - nothing */
  readonly noun?: string;
  readonly metricOf: (node: string) => AlarmMetric;
  /** Whether a node without data is as bad as one with 0. @default false: it is passed over */
  readonly silenceIsBad?: boolean;
}

/** The alarms of a signal, one for 10 nodes: it goes off when one of them is beyond the threshold. */
export function nodeAlarms(props: NodeAlarmsProps): PlannedAlarm[] {
  const { environment, name, noun = "", signal, silenceIsBad, threshold, whose } = props;
  const { bad = "above", window } = signal;
  const text = alarmText(signal, threshold, whose);
  return alarmGroups(signal.id, props.nodes).map(({ id, nodes }) => ({
    id,
    name: resourceName({ name: environment }, `${name}-${id}`),
    description: `${text} Watched: ${noun}${watchedText(nodes)}.`,
    bad,
    threshold,
    window,
    metrics: nodes.map(props.metricOf),
    formula: worstNode(bad, silenceIsBad === true ? "zero" : "passed over"),
    ...(silenceIsBad === undefined ? {} : { silenceIsBad }),
  }));
}

/** As many alarms for a signal as its nodes need. */
export function alarmGroups<Node>(
  signal: string,
  nodes: readonly Node[],
): readonly AlarmGroup<Node>[] {
  return Array.from({ length: Math.ceil(nodes.length / METRICS_OF_AN_ALARM) }, (_, index) => ({
    // The first has no number, so that it keeps its name when nodes are added.
    id: index === 0 ? signal : `${signal}-${index + 1}`,
    nodes: nodes.slice(index * METRICS_OF_AN_ALARM, (index + 1) * METRICS_OF_AN_ALARM),
  }));
}

/** The value of the node that is worst off. A silent node is passed over, or counts as 0. */
export function worstNode(bad: BadSide, silent: "passed over" | "zero"): AlarmFormula {
  const values = silent === "zero" ? "FILL(METRICS(), 0)" : "METRICS()";
  const expression = `${bad === "above" ? "MAX" : "MIN"}(${values})`;
  return { id: "worst", label: "Worst node", expression };
}

/** What an alarm tells of a signal; `whose` such as `sessions in prod`. */
export function alarmText(
  signal: Pick<Threshold, "title" | "meaning" | "action" | "bad" | "unit" | "window">,
  threshold: number,
  whose: string,
): string {
  const { action, bad = "above", meaning, title, unit, window } = signal;
  const limit = `${bad} ${quantityText(threshold, unit)}, ${windowText(window)}`;
  return `${title} of ${whose}: ${limit}. ${meaning} ${action}`;
}

/** The first and the last of the nodes that an alarm watches. */
export function watchedText(nodes: readonly string[]): string {
  return [...new Set([nodes.at(0), nodes.at(-1)])].join(" to ");
}
