import { REPLICATION_USER, SMOKE_USER } from "../../../../constructs/redis/system-users";

/** One connection as `CLIENT LIST` shows it. */
export interface ListedConnection {
  /** Never given to another connection of the same server's life. */
  readonly id: number;
  readonly user: string;
  /** What the client calls itself; an empty text when it says nothing. */
  readonly name: string;
}

/** Reads the answer to `CLIENT LIST` (Redis documentation, "CLIENT LIST"). */
export function parseConnections(text: string): ListedConnection[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const fields = new Map(
        line
          .trim()
          .split(" ")
          .map((field): [string, string] => {
            const at = field.indexOf("=");
            return [field.slice(0, at), field.slice(at + 1)];
          }),
      );
      return {
        id: Number(fields.get("id")),
        user: fields.get("user") ?? "",
        name: fields.get("name") ?? "",
      };
    });
}

/** Ids of the connections of write loads and of replicas, which nobody ends on purpose. */
export function lastingConnections(text: string): number[] {
  return parseConnections(text)
    .filter(
      ({ name, user }) => user === REPLICATION_USER || (user === SMOKE_USER && name === "cf-smoke"),
    )
    .map(({ id }) => id);
}
