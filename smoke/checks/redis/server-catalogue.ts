import type { AclCatalogue } from "../../../constructs/redis/acl-catalogue";

/** A command, or a sub-command as `command|subcommand`, that the server takes under some name. */
export interface CallableCommand {
  readonly name: string;
  /** Number of words with the name itself; negative: at least as many. */
  readonly arity: number;
}

/** What an engine knows of its own commands; nothing about who may call them. */
export interface ServerCatalogue {
  /** Also the commands that are disabled here. */
  readonly catalogue: AclCatalogue;
  /** What is not disabled, asks for a grant, and is no mere container of sub-commands. */
  readonly callable: readonly CallableCommand[];
}

/** A command as `COMMAND` describes it. */
type Description = [
  name: string,
  arity: number,
  flags: string[],
  firstKey: number,
  lastKey: number,
  step: number,
  categories: string[],
  tips: unknown[],
  keys: unknown[],
  subcommands: Description[],
];

type Ask = (lines: readonly (readonly [string, ...string[]])[]) => Promise<unknown[]>;

/** Asks an engine for its commands and their categories. */
export async function readCatalogue(ask: Ask): Promise<ServerCatalogue> {
  const [names, described] = (await ask([["ACL", "CAT"], ["COMMAND"]])) as [
    string[],
    Description[],
  ];
  const members = (await ask(names.map((name) => ["ACL", "CAT", name] as const))) as string[][];
  const catalogue = new Map<string, string[]>();
  const note = (command: string, category: string): void => {
    const known = catalogue.get(command);
    if (known === undefined) catalogue.set(command, [category]);
    else if (!known.includes(category)) known.push(category);
  };
  members.forEach((commands, index) => {
    for (const command of commands) note(command, names[index] ?? "");
  });
  const all = described.flatMap((one) => [one, ...one[9]]);
  // `ACL CAT` leaves out the commands of modules.
  for (const [name, , , , , , categories] of all) {
    for (const category of categories) note(name, category.replace("@", ""));
  }
  return {
    catalogue,
    callable: all
      .filter(([, , flags, , , , , , , subcommands]) => {
        return subcommands.length === 0 && !flags.includes("no_auth");
      })
      .map(([name, arity]) => ({ name, arity })),
  };
}
