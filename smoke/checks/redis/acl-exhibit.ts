import type { RedisManifestUser } from "../../../constructs/core/manifest";
import type { AclCell, AclMatrixExhibit } from "../../exhibit";
import type { CommandLine } from "./expected-grants";

/** A key or channel follows these. */
const NAMED = ["GET", "SET", "PUBLISH", "SUBSCRIBE"];
/** Commands that are nothing without the word after them. */
const CONTAINERS = ["ACL", "CLIENT", "CLUSTER", "LATENCY", "SLOWLOG"];

/** What each user was let do, over all nodes: one that differs shows. */
export class AclPicture {
  private readonly tried = new Set<string>();
  private readonly users = new Map<string, Map<string, AclCell>>();

  /**
   * @param isOwn whether a key or channel lies within the user's patterns
   * @param isWanted whether the user must be let do it
   */
  add(
    { name }: Pick<RedisManifestUser, "name">,
    line: CommandLine,
    isOwn: boolean,
    isWanted: boolean,
    holds: boolean,
  ): void {
    const column = columnOf(line, isOwn);
    this.tried.add(column);
    const cells = this.users.get(name) ?? new Map<string, AclCell>();
    this.users.set(name, cells);
    if (cells.get(column)?.isExpected === false) return;
    cells.set(column, { isAllowed: holds === isWanted, isExpected: holds });
  }

  exhibit(): AclMatrixExhibit {
    const columns = [...this.tried].sort((one, other) => rank(one) - rank(other));
    return {
      kind: "acl-matrix",
      columns,
      rows: [...this.users].map(([user, cells]) => ({
        user,
        // JSON has no `undefined`.
        cells: columns.map((column) => cells.get(column) ?? null),
      })),
    };
  }
}

/** What is a user's own first, then what is others', then the server. */
function rank(column: string): number {
  if (column.includes(" own ")) return 0;
  return column.includes(" other ") ? 1 : 2;
}

function columnOf([command, argument]: CommandLine, isOwn: boolean): string {
  if (NAMED.includes(command)) {
    const thing = command === "GET" || command === "SET" ? "key" : "channel";
    return `${command} ${isOwn ? "own" : "other"} ${thing}`;
  }
  return CONTAINERS.includes(command) ? `${command} ${argument}` : command;
}
