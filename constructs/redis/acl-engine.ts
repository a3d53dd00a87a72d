import { ValidationError } from "../core/errors";
import { isVersionBelow } from "../core/version";
import { LATER_COMMANDS } from "./acl-catalogue";
import type { RedisEngine } from "./engine";
import type { RedisUser } from "./user";

/**
 * Refuses a rule for a command that the cluster's engine does not have yet: it would not start with such
 * an ACL file.
 *
 * @throws ValidationError REDIS_USER_COMMAND_LATER
 */
export function requireGrantableCommands(users: readonly RedisUser[], engine: RedisEngine): void {
  for (const { name, commands, selectors } of users) {
    for (const rule of [commands, ...selectors.map((selector) => selector.commands)].flat()) {
      const since = LATER_COMMANDS.get(rule.slice(1));
      if (since === undefined || has(engine, since)) continue;
      throw new ValidationError("REDIS_USER_COMMAND_LATER", {
        problem: `user ${name} has a rule for a command that ${engine.name} ${engine.version} does not know`,
        received: rule,
        allowed: `Redis ${since} or newer${since === "7.2" ? ", Valkey of any version" : ""}`,
        fix: "take the rule away, or choose a newer engine",
      });
    }
  }
}

/** Valkey began with the commands of Redis 7.2; its later ones are its own. */
function has({ name, version }: RedisEngine, since: string): boolean {
  if (name === "valkey") return since === "7.2";
  return !isVersionBelow(version, since);
}
