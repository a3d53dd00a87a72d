import { Annotations, Aspects, TerraformStack, type IAspect } from "cdktf";
import type { IConstruct } from "constructs";
import { ValidationError } from "../core/errors";
import { DOCKER_EXCEPTIONS } from "./docker/exceptions";
import { DOCKER_RULES } from "./docker/rules";
import type { RuleException } from "./exception";
import { subjectsOfTerraform } from "./from-terraform";
import { judgeAll, ruleName, violationsOf, type Judgement } from "./judge";
import type { Rule } from "./rule";

/** What a stack is judged by. */
export interface PolicyAspectProps {
  /** @default - every rule over what Docker runs */
  readonly rules?: readonly Rule[];
  /**
   * Rules that need not hold; each is told at every synth that meets it.
   * @default - those of the Docker target, see docs/policy.md
   */
  readonly exceptions?: readonly RuleException[];
}

/**
 * Lets the synth of a stack fail when a Docker resource breaks a rule: `PolicyAspect.add(stack)`.
 *
 * The aspect itself judges nothing. Others may still change what it visits, and an override of the
 * whole stack is part of no construct; so it gives each stack a validation, which runs after all
 * aspects and judges the very JSON that is written. An app with `skipValidation` has no policy.
 */
export class PolicyAspect implements IAspect {
  /** Puts a stack under the policy. An app is none: cdktf does not visit the aspects of one. */
  static add(stack: TerraformStack, props?: PolicyAspectProps): void {
    Aspects.of(stack).add(new PolicyAspect(props));
  }

  // An aspect visits again at each synth, and a validation cannot be taken away.
  private readonly visited = new WeakSet<TerraformStack>();

  constructor(private readonly props: PolicyAspectProps = {}) {}

  visit(node: IConstruct): void {
    if (!TerraformStack.isStack(node) || this.visited.has(node)) return;
    this.visited.add(node);
    node.node.addValidation({ validate: () => this.findings(node) });
  }

  private findings(stack: TerraformStack): string[] {
    const { rules = DOCKER_RULES, exceptions = DOCKER_EXCEPTIONS } = this.props;
    const judgements = judgeAll(subjectsOfTerraform(stack.toTerraform()), rules, exceptions);
    for (const text of exceptionTexts(judgements)) infoOnce(stack, text);
    return violationsOf(judgements).map(findingText);
  }
}

function findingText({ rule, subject, verdict }: Judgement): string {
  return new ValidationError(
    "POLICY_VIOLATED",
    {
      problem: `${rule.reason} (${ruleName(rule)})`,
      received: verdict.found,
      allowed: rule.wanted,
      fix: "change the resource, or except the rule with a reason",
    },
    { node: { path: subject.path } },
  ).message;
}

/** One text for each exception that is needed, with what needs it. */
function exceptionTexts(judgements: readonly Judgement[]): string[] {
  const texts = new Map<RuleException, { readonly name: string; readonly subjects: string[] }>();
  for (const { exception, rule, subject } of judgements) {
    if (exception === undefined) continue;
    const { subjects } = texts.get(exception) ?? { subjects: [] };
    texts.set(exception, { name: ruleName(rule), subjects: [...subjects, subject.name] });
  }
  return [...texts].map(
    ([{ reason }, { name, subjects }]) =>
      `policy: ${name}, is not held by ${subjects.join(", ")}: ${reason}`,
  );
}

function infoOnce(stack: TerraformStack, text: string): void {
  if (stack.node.metadata.some(({ data }) => data === text)) return;
  Annotations.of(stack).addInfo(text);
}
