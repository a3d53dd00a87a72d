import { type AclCatalogue, subcommandsOf } from "./acl-catalogue";

/**
 * The commands that rules allow, beginning with none, as the engine reads them (acl.c,
 * `ACLSetSelector`): in order, a command with its sub-commands, a category with the sub-commands of
 * its members. A name that the catalogue does not hold stays as it was written.
 */
export function allowedCommands(
  rules: readonly string[],
  catalogue: AclCatalogue,
): ReadonlySet<string> {
  const allowed = new Set<string>();
  for (const rule of rules) {
    const names = reached(rule.slice(1), catalogue);
    for (const name of names) {
      if (rule.startsWith("+")) allowed.add(name);
      else allowed.delete(name);
    }
  }
  return allowed;
}

/** Names that a rule without its sign stands for. */
export function reached(what: string, catalogue: AclCatalogue): string[] {
  if (what === "@all") return [...catalogue.keys()];
  if (!what.startsWith("@")) return withSubcommands(what, catalogue);
  const category = what.slice(1);
  return [...catalogue]
    .filter(([, categories]) => categories.includes(category))
    .flatMap(([name]) => withSubcommands(name, catalogue));
}

function withSubcommands(command: string, catalogue: AclCatalogue): string[] {
  return [command, ...subcommandsOf(catalogue, command).map((name) => `${command}|${name}`)];
}
