import { ValidationError } from "../core/errors";
import { nearest } from "../core/nearest";
import { BASE_CATALOGUE, BASE_CATEGORIES, LATER_COMMANDS } from "./acl-catalogue";

const COMMANDS: readonly string[] = [...BASE_CATALOGUE.keys(), ...LATER_COMMANDS.keys()];

const COMMAND_RULE = /^[+-](?:@([a-z]+)|([a-z][a-z0-9._-]*)(?:\|([a-z][a-z0-9-]*))?)$/;

/**
 * Refuses a command rule that the server would refuse, and three that it would take: capital letters,
 * a first argument in the place of a sub-command (`+select|0`, deprecated), and the words
 * `allcommands` and `nocommands`, which are `+@all` and `-@all`.
 *
 * @param user name for the message
 * @throws ValidationError REDIS_USER_COMMAND_RULE, REDIS_USER_CATEGORY, REDIS_USER_COMMAND
 */
export function requireCommandRule(user: string, rule: string): void {
  const [matched, category, command = "", subcommand] = COMMAND_RULE.exec(rule) ?? [];
  if (matched === undefined) {
    throw new ValidationError("REDIS_USER_COMMAND_RULE", {
      problem: `user ${user} has a rule that names no command`,
      received: rule,
      allowed:
        "+command, -command, +command|subcommand, -command|subcommand, +@category, -@category",
      fix: "write one rule per entry, in small letters; passwords and the switch `on` are the kit's",
    });
  }
  if (category !== undefined) return requireCategory(user, rule, category);
  if (!COMMANDS.includes(command)) throw unknownCommand(user, rule, command, COMMANDS);
  if (subcommand === undefined || COMMANDS.includes(`${command}|${subcommand}`)) return;
  throw unknownCommand(user, rule, subcommand, subcommandsOf(command));
}

function requireCategory(user: string, rule: string, category: string): void {
  if (BASE_CATEGORIES.includes(category)) return;
  throw new ValidationError("REDIS_USER_CATEGORY", {
    problem: `user ${user} has a rule for a category that the engine does not know`,
    received: rule,
    allowed: BASE_CATEGORIES.map((name) => `@${name}`).join(", "),
    fix: suggestion(rule, category, BASE_CATEGORIES) ?? "choose one of the categories",
  });
}

function unknownCommand(
  user: string,
  rule: string,
  word: string,
  known: readonly string[],
): ValidationError {
  return new ValidationError("REDIS_USER_COMMAND", {
    problem: `user ${user} has a rule for a command that the engine does not know`,
    received: rule,
    allowed:
      "a command or sub-command of Redis up to 7.4, by its original name also where it is renamed; a later one by a category",
    fix: suggestion(rule, word, known) ?? "look the name up in the output of COMMAND LIST",
  });
}

function suggestion(rule: string, word: string, known: readonly string[]): string | undefined {
  const meant = nearest(word, known);
  if (meant === undefined) return undefined;
  return `did you mean ${rule.slice(0, rule.length - word.length)}${meant}?`;
}

function subcommandsOf(command: string): string[] {
  return COMMANDS.filter((name) => name.startsWith(`${command}|`)).map((name) =>
    name.slice(command.length + 1),
  );
}
