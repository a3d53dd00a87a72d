import { ValidationError } from "../core/errors";
import { requireCommandRule } from "./acl-command-rule";
import { requirePattern, requireUncovered } from "./acl-pattern";

/** What one line of an ACL, or one selector of it, allows. */
export interface AclGrants {
  /** Key patterns for any use (`~`). */
  readonly keys: readonly string[];
  /** Key patterns for reading (`%R~`). */
  readonly readKeys: readonly string[];
  /** Key patterns for writing (`%W~`). */
  readonly writeKeys: readonly string[];
  /** Channel patterns (`&`). */
  readonly channels: readonly string[];
  /** Command rules in the order in which the server reads them, after `-@all`. */
  readonly commands: readonly string[];
}

/**
 * One set of grants as a person writes it. A request is allowed when the user's own grants, or one
 * selector, allow all of it.
 */
export interface RedisSelectorGrants {
  /**
   * Key patterns (glob style) for any use.
   *
   * @default - no key
   */
  readonly keys?: readonly string[];
  /**
   * Key patterns (glob style) for reading only.
   *
   * @default - no key
   */
  readonly readKeys?: readonly string[];
  /**
   * Key patterns (glob style) for writing only.
   *
   * @default - no key
   */
  readonly writeKeys?: readonly string[];
  /**
   * Channel patterns (glob style) to publish and subscribe to.
   *
   * @default - no channel
   */
  readonly channels?: readonly string[];
  /**
   * Command rules such as `+get`, `-@dangerous`, `+cluster|slots`, applied in order after `-@all`; the
   * original names, also of commands that are renamed.
   */
  readonly commands: readonly string[];
}

/** Grants with every list filled in. */
export function completeGrants(grants: RedisSelectorGrants): AclGrants {
  return {
    keys: grants.keys ?? [],
    readKeys: grants.readKeys ?? [],
    writeKeys: grants.writeKeys ?? [],
    channels: grants.channels ?? [],
    commands: grants.commands,
  };
}

/**
 * Refuses grants that the server would refuse.
 *
 * @param user name for the message
 * @throws ValidationError REDIS_USER_COMMAND_RULE, REDIS_USER_CATEGORY, REDIS_USER_COMMAND,
 * REDIS_USER_PATTERN, REDIS_USER_PATTERN_COVERED
 */
export function requireGrants(user: string, grants: AclGrants, insideSelector = false): void {
  const keys = [...grants.keys, ...grants.readKeys, ...grants.writeKeys];
  for (const pattern of [...keys, ...grants.channels]) {
    requirePattern(user, pattern, insideSelector);
  }
  requireUncovered(user, grants.keys.includes("*") ? keys : []);
  requireUncovered(user, grants.channels);
  for (const rule of grants.commands) requireCommandRule(user, rule);
}

/**
 * Refuses a selector that the server would refuse or that grants nothing.
 *
 * @throws ValidationError REDIS_USER_SELECTOR_EMPTY, and those of `requireGrants`
 */
export function requireSelector(user: string, selector: AclGrants): void {
  requireGrants(user, selector, true);
  if (selector.commands.some((rule) => rule.startsWith("+"))) return;
  throw new ValidationError("REDIS_USER_SELECTOR_EMPTY", {
    problem: `user ${user} has a selector that allows no command`,
    received: selector.commands,
    allowed: "at least one rule that starts with +",
    fix: "name the selector's own commands: those of the user do not count inside of it",
  });
}

/** The words of an ACL line or selector, beginning with nothing allowed. */
export function aclWords(grants: AclGrants): string[] {
  return [
    "resetkeys",
    ...grants.keys.map((pattern) => `~${pattern}`),
    ...grants.readKeys.map((pattern) => `%R~${pattern}`),
    ...grants.writeKeys.map((pattern) => `%W~${pattern}`),
    "resetchannels",
    ...grants.channels.map((pattern) => `&${pattern}`),
    "-@all",
    ...grants.commands,
  ];
}
