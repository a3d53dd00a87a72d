import type { AclCatalogue } from "./acl-catalogue";

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

/** Names that a rule without its sign stands for, each with its sub-commands. */
export function reached(what: string, catalogue: AclCatalogue): string[] {
  if (what === "@all") return [...catalogue.keys()];
  const category = what.startsWith("@") ? what.slice(1) : undefined;
  if (category === undefined && !catalogue.has(what)) return [what];
  const isMeant = (name: string): boolean =>
    category === undefined ? name === what : catalogue.get(name)?.includes(category) === true;
  return [...catalogue.keys()].filter((name) => isMeant(name) || isMeant(containerOf(name)));
}

function containerOf(name: string): string {
  return name.split("|", 1)[0] ?? name;
}
