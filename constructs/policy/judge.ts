import type { RuleException } from "./exception";
import type { Rule, Verdict } from "./rule";
import type { Subject } from "./subject";

/** What a rule says of a subject, and what is made of it. */
export interface Judgement {
  readonly rule: Rule;
  readonly subject: Subject;
  readonly verdict: Verdict;
  /** Why the rule need not hold here. */
  readonly exception?: RuleException;
}

/** Every rule on every subject. */
export function judgeAll(
  subjects: readonly Subject[],
  rules: readonly Rule[],
  exceptions: readonly RuleException[],
): Judgement[] {
  return subjects.flatMap((subject) => rules.map((rule) => judgeOne(subject, rule, exceptions)));
}

/** One rule on one subject. */
export function judgeOne(
  subject: Subject,
  rule: Rule,
  exceptions: readonly RuleException[],
): Judgement {
  const verdict = rule.judge(subject);
  if (verdict.status !== "NON_COMPLIANT") return { rule, subject, verdict };
  const exception = exceptions.find(
    (each) =>
      each.rule === rule.id &&
      (each.subject ?? subject.name) === subject.name &&
      (each.found ?? verdict.found) === verdict.found,
  );
  return { rule, subject, verdict, ...(exception === undefined ? {} : { exception }) };
}

/** Judgements that must not be: the rule does not hold, and nothing says that it need not. */
export function violationsOf(judgements: readonly Judgement[]): Judgement[] {
  return judgements.filter(
    ({ verdict, exception }) => verdict.status === "NON_COMPLIANT" && exception === undefined,
  );
}

/** How a rule is named where people read it. */
export function ruleName({ id, cis }: Rule): string {
  return cis === undefined ? `rule ${id}` : `rule ${id}, CIS Docker ${cis}`;
}
