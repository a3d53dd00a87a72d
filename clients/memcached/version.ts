import { CommandRefusal } from "./failures";
import type { NodeConnection } from "./node-connection";
import { Opcode } from "./protocol/opcode";
import { Request } from "./protocol/request";
import { Status } from "./status";

/** Version of a node's server. */
export async function versionOfNode(connection: NodeConnection): Promise<string> {
  const answer = await connection.ask("version", new Request(Opcode.version));
  if (answer.status === Status.ok) return answer.value;
  throw new CommandRefusal(connection.server, "version", answer.status);
}
