import type { HealthSignal } from "../health-signals";
import type { AnsweredSample, SilentSample } from "../sample/sample";
import type { Finding } from "./finding";
import { judge, type Thresholds } from "./judge";
import type { Measure } from "./measure";
import type { NodeFigures } from "./node-figures";
import type { NodeHealth } from "./report";

/** What a cluster or ring is judged by. */
export interface Looks<Sample> {
  /** Earlier samples. @default - none: what counts over time is not judged */
  readonly before?: readonly (Sample | SilentSample)[];
  readonly after: readonly (Sample | SilentSample)[];
  readonly thresholds: Thresholds;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** How nodes of one engine are read and judged. */
export interface Engine<Sample, Figures, Id extends string> {
  readonly signals: readonly HealthSignal<Id>[];
  readonly measures: Readonly<Partial<Record<Id, Measure<Figures>>>>;
  readonly figuresOf: (before: Sample | undefined, after: Sample, now: number) => Figures;
}

/** Nodes with their figures, and everything that is bad about them. */
export interface NodesHealth<Figures> {
  readonly nodes: readonly Omit<NodeHealth<Figures>, "status">[];
  readonly findings: readonly Finding[];
}

const NODE_DOWN: Readonly<Record<"node-down", Measure<SilentSample>>> = {
  "node-down": ({ problem }) => ({ value: 1, note: problem }),
};

/** How each node is; one that is silent keeps nothing from the others. */
export function healthOfNodes<
  Sample extends AnsweredSample & { readonly kind: "redis" | "memcached" },
  Figures extends NodeFigures,
  Id extends string,
>(
  { after, before = [], now, thresholds }: Looks<Sample>,
  { figuresOf, measures, signals }: Engine<Sample, Figures, Id>,
): NodesHealth<Figures> {
  const earlier = new Map(before.filter(isAnswered).map((sample) => [sample.node, sample]));
  const judged = after.map((sample) => {
    const { node } = sample;
    if (!isAnswered(sample)) {
      const { problem } = sample;
      const down = { signals, thresholds, measures: NODE_DOWN };
      const findings = judge<SilentSample, string>(sample, down, node);
      return { health: { node, problem }, findings };
    }
    const figures = figuresOf(earlier.get(node), sample, now);
    return {
      health: { node, figures },
      findings: judge(figures, { signals, measures, thresholds }, node),
    };
  });
  return {
    nodes: judged.map(({ health }) => health),
    findings: judged.flatMap(({ findings }) => findings),
  };
}

function isAnswered<Sample extends { readonly kind: string }>(
  sample: Sample | SilentSample,
): sample is Sample {
  return sample.kind !== "silent";
}
