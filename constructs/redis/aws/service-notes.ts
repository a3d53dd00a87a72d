import type { ChangedUserRule } from "./aws-user";
import type { ParameterGroup } from "./parameter-group";
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
    ...dropped.map(({ command, reason }) => `renamedCommands leaves ${command} out: ${reason}`),
    ...changed.map(({ user, rule, reason }) => `user ${user}, rule ${rule}: ${reason}`),
  ];
}
