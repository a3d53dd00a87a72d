import { ValidationError } from "../core/errors";
import { requireName } from "../core/validate";
import { roleCommands, type RedisRole } from "./role-rules";

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
export interface CustomUserGrants {
  /**
   * Key patterns as in `RedisUserGrants`.
   *
   * @default - no key
   */
  readonly keys?: readonly string[];
  /**
   * Channel patterns as in `RedisUserGrants`.
   *
   * @default - no channel
   */
  readonly channels?: readonly string[];
  /** Command rules such as `+get`, `-@dangerous`, `+cluster|slots`, applied in order after `-@all`. */
  readonly commands: readonly string[];
}

const COMMAND_RULE = /^[+-](@[a-z]+|[a-z][a-z0-9._-]*(\|[a-z][a-z0-9-]*)?)$/;

/** An application's login: a name, keys, channels and commands. The password is made by the kit. */
export class RedisUser {
  /** May read and write its keys, use transactions and its channels; no scripts, no administration. */
  static readWrite(name: string, grants: RedisUserGrants): RedisUser {
    return new RedisUser(
      name,
      "readWrite",
      grants.keys,
      grants.channels ?? [],
      roleCommands("readWrite"),
    );
  }

  /** May read its keys and subscribe to its channels. */
  static readOnly(name: string, grants: RedisUserGrants): RedisUser {
    return new RedisUser(
      name,
      "readOnly",
      grants.keys,
      grants.channels ?? [],
      roleCommands("readOnly"),
    );
  }

  /**
   * May do exactly what the rules say.
   *
   * @throws ValidationError REDIS_USER_COMMAND_RULE
   */
  static custom(name: string, grants: CustomUserGrants): RedisUser {
    for (const rule of grants.commands) {
      if (!COMMAND_RULE.test(rule)) {
        throw new ValidationError("REDIS_USER_COMMAND_RULE", {
          problem: `user ${name} has a rule that names no command`,
          received: rule,
          allowed: "+command, -command, +command|subcommand, +@category, -@category",
          fix: "write one rule per entry, in small letters, with the command's original name",
        });
      }
    }
    return new RedisUser(name, "custom", grants.keys ?? [], grants.channels ?? [], grants.commands);
  }

  private constructor(
    readonly name: string,
    readonly role: RedisRole,
    readonly keys: readonly string[],
    readonly channels: readonly string[],
    readonly commands: readonly string[],
  ) {
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
    for (const pattern of [...keys, ...channels]) requirePattern(name, pattern);
  }
}

function requirePattern(user: string, pattern: string): void {
  if (/^[\x21-\x7e]+$/.test(pattern)) return;
  throw new ValidationError("REDIS_USER_PATTERN", {
    problem: `user ${user} has a key or channel pattern that the ACL file cannot hold`,
    received: pattern,
    allowed: "printable ASCII without blanks, at least one character",
    fix: "use a glob-style pattern such as session:*",
  });
}
