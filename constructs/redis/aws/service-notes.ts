import { AWS_SYSTEM_USERS, type ChangedUserRule } from "./aws-user";
import type { ParameterGroup } from "./parameter-group";
import type { DroppedCommand } from "./rename-commands";
import { unsupportedNotes } from "./unsupported-props";

/** What of a cluster is not as it was written. */
export interface Deviations {
  readonly shards: number;
  readonly parameterGroup: ParameterGroup;
  readonly changed: readonly ChangedUserRule[];
}

/** What the service decides or does in another way, each a sentence. */
export function serviceNotes({ shards, parameterGroup, changed }: Deviations): readonly string[] {
  const dropped = parameterGroup.kind === "own" ? parameterGroup.droppedCommands : [];
  return [
    ...unsupportedNotes(),
    ...(shards < 3
      ? [`shards is ${shards}: fewer than 3 primaries elect none, the service alone promotes`]
      : []),
    ...droppedNotes(dropped),
    ...changedNotes(changed),
  ];
}

/** What is not as applications' users were written; of the kit's own users the page of AWS tells. */
export function changedNotes(changed: readonly ChangedUserRule[]): readonly string[] {
  const systemUsers = new Set(AWS_SYSTEM_USERS.map(({ name }) => name));
  return changed
    .filter(({ user }) => !systemUsers.has(user))
    .map(({ user, rule, reason }) => `user ${user}, rule ${rule}: ${reason}`);
}

/** One sentence for each reason. */
function droppedNotes(dropped: readonly DroppedCommand[]): readonly string[] {
  return [...new Set(dropped.map(({ reason }) => reason))].map((reason) => {
    const commands = dropped.filter((each) => each.reason === reason).map((each) => each.command);
    return `renamedCommands leaves out ${commands.join(", ")}: ${reason}`;
  });
}
