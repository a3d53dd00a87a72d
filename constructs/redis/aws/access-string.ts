import type { AclGrants } from "../acl-grants";
import type { AclSubject } from "../acl-subject";
import { isRestricted, partlyRestricted } from "./restricted-commands";

/** A rule that the access string does not have as it was written. */
export interface ChangedRule {
  readonly rule: string;
  /** Why, and what stands in its place if anything. */
  readonly reason: string;
}

/** What a user of ElastiCache may do. */
export interface AccessString {
  readonly text: string;
  readonly changed: readonly ChangedRule[];
}

/** The access string of a user that nobody logs in as. */
export const NO_ACCESS = "off resetchannels -@all";

/**
 * The access string of a user that is on. Its words are those that the engine prints in `ACL LIST`,
 * without name and password, in the same order: the user guide names that as the way to make one, and a
 * string that says the same in other words is stored in other words, so that every plan would change it
 * (terraform-provider-aws#20334). Channels are always named: without a word for them the service takes
 * its parameter `acl-pubsub-default`, which may open all. `%R~`, `%W~` and selectors are of the second
 * version of ACLs, which ElastiCache has from Redis 7.0 on.
 */
export function accessStringOf(subject: AclSubject): AccessString {
  const parts = [subject, ...subject.selectors].map(wordsOf);
  const [own = [], ...selectors] = parts.map(({ words }) => words);
  return {
    text: ["on", ...own, ...selectors.map((words) => `(${words.join(" ")})`)].join(" "),
    changed: parts.flatMap(({ changed }) => changed),
  };
}

/** The command rules of an access string for these, without those that ElastiCache does not take. */
export function offeredRules(rules: readonly string[]): string[] {
  return mergedRules(rules.flatMap((rule) => offeredRule(rule).rules));
}

function wordsOf(grants: AclGrants): {
  readonly words: string[];
  readonly changed: readonly ChangedRule[];
} {
  const offered = grants.commands.map(offeredRule);
  return {
    words: [
      ...grants.keys.map((pattern) => `~${pattern}`),
      ...grants.readKeys.map((pattern) => `%R~${pattern}`),
      ...grants.writeKeys.map((pattern) => `%W~${pattern}`),
      ...channelWords(grants.channels),
      ...offeredRules(grants.commands),
    ],
    changed: offered.flatMap(({ changed }) => (changed === undefined ? [] : [changed])),
  };
}

function channelWords(patterns: readonly string[]): string[] {
  if (patterns.includes("*")) return ["&*"];
  return ["resetchannels", ...patterns.map((pattern) => `&${pattern}`)];
}

/** What stands for a rule on ElastiCache. */
function offeredRule(rule: string): { rules: readonly string[]; changed?: ChangedRule } {
  const command = rule.slice(1);
  if (isRestricted(command)) {
    return {
      rules: [],
      changed: { rule, reason: `ElastiCache lets nobody call ${command}, and no rule may name it` },
    };
  }
  const parts = rule.startsWith("+") ? partlyRestricted(command) : undefined;
  if (parts === undefined) return { rules: [rule] };
  return {
    rules: parts.left.map((name) => `+${name}`),
    changed: {
      rule,
      reason: `ElastiCache lets nobody call ${parts.restricted.join(", ")}; the other sub-commands are named one by one`,
    },
  };
}

/**
 * Rules as Redis 7.2 and Valkey keep them (acl.c, `ACLUpdateCommandRules`): `-@all` or `+@all` first; a
 * later rule takes the place of an earlier one for the same command, category or sub-command of it.
 */
function mergedRules(rules: readonly string[]): string[] {
  let start = "-@all";
  let merged: string[] = [];
  for (const rule of rules) {
    const name = rule.slice(1);
    if (name === "@all") {
      start = rule;
      merged = [];
      continue;
    }
    const isOverruled = (earlier: string): boolean =>
      earlier.slice(1) === name || earlier.slice(1).startsWith(`${name}|`);
    merged = [...merged.filter((earlier) => !isOverruled(earlier)), rule];
  }
  return [start, ...merged];
}
