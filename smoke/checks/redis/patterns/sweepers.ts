import type { RedisManifest, RedisManifestUser } from "../../../../constructs/core/manifest";
import { BASE_CATALOGUE } from "../../../../constructs/redis/acl-catalogue";
import { allowedCommands } from "../../../../constructs/redis/acl-evaluator";
import { PATTERN_COMMANDS } from "../../../../constructs/redis/pattern-commands";
import { patternRules } from "../../../../constructs/redis/role-rules";
import { SMOKE_USER } from "../../../../constructs/redis/system-users";
import { CheckSkip } from "../../../check";
import { subjectOf } from "../expected-acl";
import { matchesGlob } from "../glob";
import { KeyRoom } from "./key-room";

/** Groups of keys in a room: those that a deletion names, and others. */
export const DOOMED = "doomed";
export const KEPT = "kept";

/** Who deletes by pattern, and who stores what is deleted. */
export interface Sweepers {
  readonly sweeper: string;
  /** The harness itself where it may. */
  readonly writer: string;
  readonly room: KeyRoom;
}

type Rights = Pick<RedisManifest, "renamedCommands" | "users">;

/**
 * The first user who may delete by pattern, with room for keys of the harness that somebody may store.
 *
 * @throws CheckSkip when there is none
 */
export function chooseSweepers({
  deployed: { manifest },
  runId,
}: {
  readonly deployed: { readonly manifest: Rights };
  readonly runId: string;
}): Sweepers {
  const sweepers = manifest.users.filter((user) => mayUse(manifest, user, ["scan"]));
  if (sweepers.length === 0) {
    throw new CheckSkip(
      'no user may SCAN: a deletion by pattern takes RedisUser.forPattern("matching", …)',
    );
  }
  const choices = sweepers.flatMap((user) =>
    roomsOf(user, runId).flatMap((room) => {
      if (!mayOn(manifest, user, room, PATTERN_COMMANDS.matching, ["unlink"])) return [];
      const writer = writersOf(manifest).find((one) =>
        mayOn(manifest, one, room, WRITER_COMMANDS, WRITER_COMMANDS),
      );
      return writer === undefined ? [] : [{ sweeper: user.name, writer: writer.name, room }];
    }),
  );
  const [choice] = choices;
  if (choice !== undefined) return choice;
  const names = sweepers.map(({ name }) => name).join(", ");
  throw new CheckSkip(
    `who may SCAN (${names}) lacks what RedisUser.forPattern("matching", …) grants, or no user may store keys that it may delete and nobody else uses`,
  );
}

const WRITER_COMMANDS = ["set", "exists", "del"];

/** The harness has keys of its own; an application's user is asked where those are out of reach. */
function writersOf({ users }: Rights): RedisManifestUser[] {
  const own = users.filter(({ name }) => name === SMOKE_USER);
  return [...own, ...users.filter(({ role }) => role !== "system")];
}

function roomsOf(user: RedisManifestUser, runId: string): KeyRoom[] {
  const { selectors, ...own } = subjectOf(user);
  const within = [own, ...selectors]
    .flatMap(({ keys }) => keys)
    .map((pattern) => KeyRoom.within(pattern, `cf-smoke-${runId}-matching`));
  return [KeyRoom.ofRun(runId, "matching"), ...within]
    .filter((room) => room !== undefined)
    .filter(({ isSpread }) => isSpread);
}

/** Whether one set of a user's grants allows the commands on the keys of a room, and all of them the rest. */
function mayOn(
  rights: Rights,
  user: RedisManifestUser,
  room: KeyRoom,
  commands: readonly string[],
  onKeys: readonly string[],
): boolean {
  const keys = [DOOMED, KEPT].map((group) => room.key(group, 0));
  const isWithin = setsOf(rights, user).some(
    ({ allowed, patterns }) =>
      onKeys.every((command) => allowed.has(command)) &&
      keys.every((key) => patterns.some((pattern) => matchesGlob(pattern, key))),
  );
  const connecting = allowedCommands(patternRules(commands), BASE_CATALOGUE);
  return isWithin && mayUse(rights, user, [...connecting]);
}

function mayUse(rights: Rights, user: RedisManifestUser, commands: readonly string[]): boolean {
  const sets = setsOf(rights, user);
  return commands.every((command) => sets.some(({ allowed }) => allowed.has(command)));
}

/** What each set of a user's grants allows here: a disabled command is nobody's. */
function setsOf({ renamedCommands }: Rights, user: RedisManifestUser) {
  const { selectors, ...own } = subjectOf(user);
  const renamed = renamedCommands.map(({ command }) => command.toLowerCase());
  return [own, ...selectors].map(({ commands, keys }) => {
    const allowed = new Set(allowedCommands(commands, BASE_CATALOGUE));
    for (const command of renamed) allowed.delete(command);
    return { allowed, patterns: keys };
  });
}
