import { CommandRefusal } from "./failures";
import type { NodeConnection } from "./node-connection";
import { Opcode } from "./protocol/opcode";
import { Request } from "./protocol/request";
import { Status } from "./status";

/** Figures of one node by name, as `stats` of the server gives them. */
export type MemcachedStats = Readonly<Record<string, string>>;

/** Figures beside the general ones: of the items by their size (`protocol.txt` of memcached, "Item statistics"). */
export type StatsGroup = "items";

/**
 * Asks a node for its figures: one answer for each, and one without a key at the end.
 *
 * @param group @default - the general ones
 */
export function statsOfNode(
  connection: NodeConnection,
  server: string,
  group?: StatsGroup,
): Promise<MemcachedStats> {
  const figures: Record<string, string> = {};
  return connection
    .askAll("stats", [new Request(Opcode.stat, group)], (answer) => {
      if (answer.status !== Status.ok || answer.key === "") return answer.status;
      figures[answer.key] = answer.value;
      return undefined;
    })
    .then((status) => {
      if (status !== Status.ok) throw new CommandRefusal(server, "stats", status);
      return figures;
    });
}
