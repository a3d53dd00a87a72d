import { BASE_CATALOGUE } from "./acl-catalogue";
import { reached } from "./acl-evaluator";
import type { AclGrants } from "./acl-grants";
import { matchesAll } from "./acl-pattern";
import type { AclSubject } from "./acl-subject";
import { NEVER } from "./role-rules";

/** A grant that few applications need. */
export interface RiskyGrant {
  /** The rule as the ACL holds it, such as `~*` or `+@all`. */
  readonly grant: string;
  /** What it opens, and how to close it. */
  readonly reason: string;
}

/** Commands named one by one in a reason; the rest is counted. */
const NAMED = 4;

/**
 * Grants of every key, and of commands that the roles never grant. A rule counts by what is left of it:
 * `+@read -@dangerous` opens nothing dangerous.
 */
export function riskyGrants(subject: AclSubject): RiskyGrant[] {
  return [subject, ...subject.selectors].flatMap((grants) => [
    ...everyKey(grants),
    ...riskyRules(grants.commands),
  ]);
}

function everyKey({ keys, readKeys, writeKeys }: AclGrants): RiskyGrant[] {
  const of = (sign: string, use: string, patterns: readonly string[]): RiskyGrant[] =>
    patterns.filter(matchesAll).map((pattern) => ({
      grant: `${sign}${pattern}`,
      reason: `opens every key ${use}; name the application's own keys`,
    }));
  return [
    ...of("~", "to read and write", keys),
    ...of("%R~", "to read", readKeys),
    ...of("%W~", "to write", writeKeys),
  ];
}

function riskyRules(rules: readonly string[]): RiskyGrant[] {
  const byRule = new Map<string, string[]>();
  for (const [command, rule] of lastGrants(rules)) {
    byRule.set(rule, [...(byRule.get(rule) ?? []), command]);
  }
  return [...byRule].flatMap(([rule, commands]) => {
    const { denials, risky } = riskOf(commands);
    const reasons = [
      ...(rule === "+@all" ? ["opens every command, also those that a later engine brings"] : []),
      ...(risky.length > 0 ? [`opens ${listed(risky)}; take away by ${denials.join(" ")}`] : []),
    ];
    return reasons.length === 0 ? [] : [{ grant: rule, reason: reasons.join("; ") }];
  });
}

/** Each command that stays allowed, with the rule that allowed it last. */
function lastGrants(rules: readonly string[]): ReadonlyMap<string, string> {
  const grants = new Map<string, string>();
  for (const rule of rules) {
    for (const command of reached(rule.slice(1), BASE_CATALOGUE)) {
      if (rule.startsWith("+")) grants.set(command, rule);
      else grants.delete(command);
    }
  }
  return grants;
}

/** The commands that no role grants, and the rules of the roles that take them away. */
function riskOf(commands: readonly string[]): {
  readonly denials: readonly string[];
  readonly risky: readonly string[];
} {
  const denials = NEVER.filter((rule) =>
    reached(rule.slice(1), BASE_CATALOGUE).some((command) => commands.includes(command)),
  );
  const never = new Set(denials.flatMap((rule) => reached(rule.slice(1), BASE_CATALOGUE)));
  return { denials, risky: commands.filter((command) => never.has(command)) };
}

function listed(commands: readonly string[]): string {
  const more = commands.length - NAMED;
  const named = commands.slice(0, NAMED).join(", ");
  return more > 0 ? `${named} and ${more} more` : named;
}
