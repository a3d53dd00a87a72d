import type { FactsByKind, Subject, SubjectKind } from "./subject";

/** What a rule says of one subject, and what it found there; never a secret. */
export interface Verdict {
  readonly status: "COMPLIANT" | "NON_COMPLIANT" | "NOT_APPLICABLE";
  readonly found: string;
}

/** One rule of the policy; its file has the name of its id. */
export interface Rule {
  /** Stable name, small letters and dashes. */
  readonly id: string;
  /**
   * Number in the CIS Docker Benchmark 1.6.
   * @default - a rule of the kit's own
   */
  readonly cis?: string;
  /** What an attacker or a crash gains where the rule does not hold; a sentence without a full stop. */
  readonly reason: string;
  /** What the rule accepts. */
  readonly wanted: string;
  /**
   * Why what is found on the running thing cannot equal what is configured.
   * @default - both are found equal
   */
  readonly differsBecause?: string;
  judge(subject: Subject): Verdict;
}

/** A rule by what it says of each kind of subject; it applies to no other kind. */
export interface RuleProps extends Omit<Rule, "judge"> {
  readonly judges: { readonly [K in SubjectKind]?: (facts: FactsByKind[K]) => Verdict };
}

/** A rule that picks its judge by the kind of the subject. */
export function defineRule({ judges, ...rule }: RuleProps): Rule {
  return {
    ...rule,
    judge(subject) {
      // The type of a subject's facts follows from its kind, which TypeScript cannot see here.
      const judge = judges[subject.kind] as ((facts: unknown) => Verdict) | undefined;
      return judge === undefined ? notApplicable(`a ${subject.kind}`) : judge(subject.facts);
    },
  };
}

export function compliant(found: string): Verdict {
  return { status: "COMPLIANT", found };
}

export function nonCompliant(found: string): Verdict {
  return { status: "NON_COMPLIANT", found };
}

export function notApplicable(found: string): Verdict {
  return { status: "NOT_APPLICABLE", found };
}

/** Compliant when a condition holds; what was found is told either way. */
export function compliantIf(condition: boolean, found: string): Verdict {
  return condition ? compliant(found) : nonCompliant(found);
}

/**
 * Compliant when nothing is at fault.
 *
 * @param otherwise what is told then
 */
export function compliantWithout(faults: readonly string[], otherwise = "none"): Verdict {
  return faults.length === 0 ? compliant(otherwise) : nonCompliant(faults.join(", "));
}
