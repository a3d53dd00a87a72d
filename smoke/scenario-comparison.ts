import type { Figure } from "./figure";
import type { CheckResult } from "./report";

/** One figure of a scenario, once as deployed and once with other settings. */
export interface ComparedFigure extends Pick<Figure, "unit" | "what"> {
  /** @default - it was not measured, or never came */
  readonly asDeployed?: number;
  /** @default - it was not measured, or never came */
  readonly changed?: number;
}

/** A scenario that was run twice. */
export interface ScenarioComparison {
  readonly asDeployed: CheckResult;
  readonly changed: CheckResult;
  /** In the order in which they were measured. */
  readonly figures: readonly ComparedFigure[];
}

/** Puts two results of a scenario side by side, figure by figure. */
export function compareResults(asDeployed: CheckResult, changed: CheckResult): ScenarioComparison {
  const before = asDeployed.evidence?.figures ?? [];
  const after = changed.evidence?.figures ?? [];
  const all = new Map([...before, ...after].map(({ unit, what }) => [what, unit]));
  const measured = (figures: readonly Figure[], what: string): number | undefined =>
    figures.find((figure) => figure.what === what)?.measured;
  const figures = [...all].map(([what, unit]) => {
    const one = measured(before, what);
    const other = measured(after, what);
    return {
      ...{ what, unit },
      ...(one === undefined ? {} : { asDeployed: one }),
      ...(other === undefined ? {} : { changed: other }),
    };
  });
  return { asDeployed, changed, figures };
}
