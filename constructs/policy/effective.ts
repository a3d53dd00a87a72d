import type { RuleException } from "./exception";
import { judgeOne, type Judgement } from "./judge";
import type { Rule } from "./rule";
import type { Subject } from "./subject";

/** One rule on one thing, as it is configured and as it runs. */
export interface EffectiveRow {
  readonly rule: Rule;
  /** Kind and name, such as `container sessions-0-0`. */
  readonly subject: string;
  /** `undefined` when nothing of this name is configured. */
  readonly configured?: Judgement;
  /** `undefined` when nothing of this name runs. */
  readonly effective?: Judgement;
  /** Whether both hold, or are excepted, and the same was found; or better than what is excepted. */
  readonly agrees: boolean;
}

/**
 * Compares what is configured with what runs, rule by rule. A rule that applies to neither makes no
 * row; a thing that only one side has makes rows that do not agree.
 *
 * @param configured of `subjectsOfTerraform`; what is only written, and images, have no other side
 * @param effective of the engine, all that belongs to the stack
 */
export function compareEffective(
  configured: readonly Subject[],
  effective: readonly Subject[],
  rules: readonly Rule[],
  exceptions: readonly RuleException[],
): EffectiveRow[] {
  const planned = bySubject(configured.filter(({ kind }) => runs(kind)));
  const running = bySubject(effective);
  const names = [...new Set([...planned.keys(), ...running.keys()])].sort();
  return names.flatMap((name) =>
    rules.flatMap((rule) => {
      const sides = [planned.get(name), running.get(name)].map((subject) =>
        subject === undefined ? undefined : judgeOne(subject, rule, exceptions),
      );
      const [asConfigured, asEffective] = sides;
      if (sides.every((side) => side === undefined || !applies(side))) return [];
      return [
        {
          rule,
          subject: name,
          ...(asConfigured === undefined ? {} : { configured: asConfigured }),
          ...(asEffective === undefined ? {} : { effective: asEffective }),
          agrees: agree(rule, asConfigured, asEffective),
        },
      ];
    }),
  );
}

function runs(kind: Subject["kind"]): boolean {
  return kind === "container" || kind === "network" || kind === "volume";
}

function bySubject(subjects: readonly Subject[]): ReadonlyMap<string, Subject> {
  return new Map(subjects.map((subject) => [`${subject.kind} ${subject.name}`, subject]));
}

function applies({ verdict }: Judgement): boolean {
  return verdict.status !== "NOT_APPLICABLE";
}

function agree(rule: Rule, configured?: Judgement, effective?: Judgement): boolean {
  if (configured === undefined || effective === undefined) return false;
  if (!holds(configured) || !holds(effective)) return false;
  // What runs may be better than an exception lets it be.
  const isBetter = configured.exception !== undefined && effective.exception === undefined;
  const isSame = configured.verdict.found === effective.verdict.found;
  return isSame || isBetter || rule.differsBecause !== undefined;
}

function holds({ exception, verdict }: Judgement): boolean {
  return verdict.status === "COMPLIANT" || exception !== undefined;
}
