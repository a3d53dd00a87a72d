import { once } from "node:events";
import type { Socket } from "node:net";
import { connect, createServer } from "node:tls";

/** One command of a client: its name and its arguments. */
export type Command = readonly string[];

/** What reaches the server instead of a command; its answers must be as many as the client expects. */
export type Rewrite = (command: Command) => readonly Command[];

/**
 * Whether a connection ends once the server has answered the command, and before the client hears of it. Of those
 * that came with it, the client hears no answer either, unless that is `"behind"`: then it hears of the ones before.
 */
export type Cut = (command: Command) => boolean | "behind";

/** Where a proxy listens and what it stands before. */
export interface ProxyProps {
  readonly host: string;
  /** Of the node too: clients replace only the host of what a node announces. */
  readonly port: number;
  /** Host of the node. */
  readonly nodeHost: string;
  /** PEM texts; clients and the proxy verify each other as they would the node. */
  readonly certificate: string;
  readonly key: string;
  readonly authority: string;
  /** What the client hears in the place of an answer, byte for byte. @default - the answer */
  readonly answer?: (bytes: string) => string;
}

/**
 * Stands between clients and one node, ends TLS on both sides, and changes commands on their way.
 *
 * @returns what ends it
 */
export async function startProxy(
  props: ProxyProps,
  rewrite: Rewrite,
  cut: Cut = () => false,
): Promise<() => Promise<void>> {
  const { answer, authority: ca, certificate: cert, host, key, nodeHost, port } = props;
  const sockets = new Set<Socket>();
  const server = createServer({ cert, key }, (client) => {
    const node = connect({ host: nodeHost, port, ca, cert, key });
    let rest = "";
    let isCut = false;
    let afterAnswer: (() => void) | undefined;
    client.on("data", (data: Buffer) => {
      const { commands, left } = parse(rest + data.toString("latin1"));
      rest = left;
      const cuts = commands.map(cut);
      const behind = cuts.indexOf("behind");
      const send = (some: readonly Command[]): boolean =>
        node.write(some.flatMap(rewrite).map(encode).join(""), "latin1");
      if (behind > 0) {
        send(commands.slice(0, behind));
        afterAnswer = () => {
          isCut = true;
          send(commands.slice(behind));
        };
        return;
      }
      isCut ||= cuts.some((one) => one !== false);
      send(commands);
    });
    node.on("data", (data: Buffer) => {
      if (isCut) client.destroy();
      else if (answer === undefined) client.write(data);
      else client.write(answer(data.toString("latin1")), "latin1");
      afterAnswer?.();
      afterAnswer = undefined;
    });
    for (const [socket, other] of [
      [client, node],
      [node, client],
    ] as const) {
      sockets.add(socket);
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  // Also those whose handshake is not done: the server would wait two minutes for it.
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server.listen(port, host);
  await once(server, "listening");
  return async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, "close");
  };
}

/** Whole commands of the RESP protocol, and what of the next one has come so far. */
export function parse(text: string): { commands: Command[]; left: string } {
  const commands: Command[] = [];
  let at = 0;
  for (;;) {
    const one = parseOne(text, at);
    if (one === undefined) return { commands, left: text.slice(at) };
    commands.push(one.command);
    at = one.end;
  }
}

function parseOne(text: string, start: number): { command: Command; end: number } | undefined {
  let at = start;
  const line = (): string | undefined => {
    const end = text.indexOf("\r\n", at);
    if (end === -1) return undefined;
    const found = text.slice(at + 1, end);
    at = end + 2;
    return found;
  };
  const count = line();
  if (count === undefined) return undefined;
  const command: string[] = [];
  while (command.length < Number(count)) {
    const length = line();
    if (length === undefined || text.length < at + Number(length) + 2) return undefined;
    command.push(text.slice(at, at + Number(length)));
    at += Number(length) + 2;
  }
  return { command, end: at };
}

function encode(command: Command): string {
  return `*${command.length}\r\n${command.map((part) => `$${part.length}\r\n${part}\r\n`).join("")}`;
}
