import type { RedisEngine } from "./engine";
import lists from "./command-names.json";
import { isVersionBelow } from "../core/version";

/** Versions whose commands are known: what a newer engine adds is not. */
export const LISTED_ENGINES = "Redis 8.0 and Valkey 8.1";

interface Names {
  readonly since: string;
  readonly written: string;
  readonly other: string;
}

const ALL: readonly Names[] = [lists.base, ...lists.redis, ...lists.valkey];

/** Every command of the engines, by its original name; not the sub-commands. */
export const COMMAND_NAMES: readonly string[] = [
  ...new Set(ALL.flatMap((names) => [...split(names.written), ...split(names.other)])),
];

/** Commands that reach replicas and the append-only file under their own name. */
export const WRITTEN_COMMANDS: readonly string[] = [
  ...new Set(ALL.flatMap(({ written }) => split(written))),
];

/** Whether an engine of this version has the command; a listed command is never taken away again. */
export function knowsCommand(
  { name, version }: Pick<RedisEngine, "name" | "version">,
  command: string,
): boolean {
  return [lists.base, ...lists[name]].some(
    ({ since, written, other }) =>
      !isVersionBelow(version, since) && [...split(written), ...split(other)].includes(command),
  );
}

function split(names: string): string[] {
  return names.split(" ").filter((name) => name !== "");
}
