import { ValidationError } from "../core/errors";
import { firstRepeated } from "../core/first-repeated";
import { requireName } from "../core/validate";
import {
  type AclGrants,
  completeGrants,
  type RedisSelectorGrants,
  requireGrants,
  requireSelector,
} from "./acl-grants";
import { type CachePattern, PATTERN_COMMANDS } from "./pattern-commands";
import { patternRules, roleCommands, type RedisRole } from "./role-rules";

/** What a user may touch. */
export interface RedisUserGrants {
  /** Key patterns (glob style) the user may use, such as `session:*`; at least one. */
  readonly keys: readonly string[];
  /**
   * Channel patterns (glob style) the user may publish and subscribe to.
   *
   * @default - no channel
   */
  readonly channels?: readonly string[];
}

/** Grants of a user whose commands are named one by one. */
export interface CustomUserGrants extends RedisSelectorGrants {
  /**
   * Further sets of grants, each with keys, channels and commands of its own.
   *
   * @default - none
   */
  readonly selectors?: readonly RedisSelectorGrants[];
}

/** An application's login: a name, keys, channels and commands. The password is made by the kit. */
export class RedisUser implements AclGrants {
  /** May read and write its keys, use transactions and its channels; no scripts, no administration. */
  static readWrite(name: string, grants: RedisUserGrants): RedisUser {
    return new RedisUser(name, "readWrite", {
      keys: grants.keys,
      channels: grants.channels ?? [],
      commands: roleCommands("readWrite"),
    });
  }

  /** May read its keys and subscribe to its channels. */
  static readOnly(name: string, grants: RedisUserGrants): RedisUser {
    return new RedisUser(name, "readOnly", {
      keys: grants.keys,
      channels: grants.channels ?? [],
      commands: roleCommands("readOnly"),
    });
  }

  /**
   * May do what patterns of `clients/cache/` send, and nothing else; see `PATTERN_COMMANDS`.
   *
   * @param patterns one, or all that the application uses
   */
  static forPattern(
    patterns: CachePattern | readonly CachePattern[],
    name: string,
    { keys }: Pick<RedisUserGrants, "keys">,
  ): RedisUser {
    const names = typeof patterns === "string" ? [patterns] : patterns;
    const commands = patternRules(names.flatMap((pattern) => PATTERN_COMMANDS[pattern]));
    return new RedisUser(name, "custom", { keys, commands });
  }

  /**
   * May do exactly what the rules say.
   *
   * @throws ValidationError REDIS_USER_COMMAND_RULE, REDIS_USER_COMMAND, REDIS_USER_CATEGORY,
   * REDIS_USER_PATTERN_COVERED, REDIS_USER_SELECTOR_EMPTY
   */
  static custom(name: string, grants: CustomUserGrants): RedisUser {
    return new RedisUser(name, "custom", grants, grants.selectors);
  }

  readonly keys: readonly string[];
  readonly readKeys: readonly string[];
  readonly writeKeys: readonly string[];
  readonly channels: readonly string[];
  readonly commands: readonly string[];
  readonly selectors: readonly AclGrants[];

  /** @throws ValidationError REDIS_USER_NAME, REDIS_USER_NAME_RESERVED, REDIS_USER_WITHOUT_KEYS, REDIS_USER_PATTERN */
  private constructor(
    readonly name: string,
    readonly role: RedisRole,
    grants: RedisSelectorGrants,
    selectors: readonly RedisSelectorGrants[] = [],
  ) {
    const { keys, readKeys, writeKeys, channels, commands } = completeGrants(grants);
    this.keys = keys;
    this.readKeys = readKeys;
    this.writeKeys = writeKeys;
    this.channels = channels;
    this.commands = commands;
    this.selectors = selectors.map(completeGrants);
    requireName("REDIS_USER_NAME", "the name of a Redis user", name);
    if (name === "default" || name.startsWith("cf-")) {
      throw new ValidationError("REDIS_USER_NAME_RESERVED", {
        problem: "the user's name belongs to the kit",
        received: name,
        allowed: "any name but `default` and those that start with `cf-`",
        fix: "choose the name of the application",
      });
    }
    if (role !== "custom" && keys.length === 0) {
      throw new ValidationError("REDIS_USER_WITHOUT_KEYS", {
        problem: `user ${name} may touch no key`,
        received: keys,
        allowed: "one key pattern or more, such as session:*",
        fix: "name the keys of the application",
      });
    }
    requireGrants(name, this);
    for (const selector of this.selectors) requireSelector(name, selector);
  }
}

/**
 * Users of one cluster, each name once.
 *
 * @throws ValidationError REDIS_USER_TWICE
 */
export function requireDistinctUsers(users: readonly RedisUser[]): readonly RedisUser[] {
  const names = users.map((user) => user.name);
  const twice = firstRepeated(names);
  if (twice === undefined) return [...users];
  throw new ValidationError("REDIS_USER_TWICE", {
    problem: "two users have the same name",
    received: twice,
    allowed: "each name once per cluster",
    fix: "rename one user, or put both grants into one",
  });
}
