import { connect, createServer, type Server, type Socket } from "node:net";
import type { TestRing } from "./memcached-ring";
import { withManifest } from "./memcached-check";

export interface NarrowRelayOptions {
  /** Connections that it carries at a time; one more is closed at once. @default - any number */
  readonly connections?: number;
  /** Bytes that a client may send on one connection before it is closed. @default - any number */
  readonly bytes?: number;
}

/** Something between clients and a node that takes less than the node does. */
class NarrowRelay {
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;
  private carried = 0;

  constructor(
    private readonly to: number,
    private readonly options: NarrowRelayOptions,
  ) {
    this.server = createServer((client) => this.carry(client));
  }

  listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(port, "127.0.0.1", resolve);
    });
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private carry(client: Socket): void {
    const { bytes = Infinity, connections = Infinity } = this.options;
    if (this.carried >= connections) {
      client.destroy();
      return;
    }
    this.carried += 1;
    const node = connect(this.to, "127.0.0.1");
    let sent = 0;
    client.on("data", (chunk) => {
      sent += chunk.length;
      if (sent > bytes) client.destroy();
      else node.write(chunk);
    });
    node.on("data", (chunk) => client.write(chunk));
    for (const [one, other] of [
      [client, node],
      [node, client],
    ] as const) {
      this.sockets.add(one);
      // A reset ends both sides as a close does.
      one.on("error", () => other.destroy());
      one.on("close", () => other.destroy());
    }
    client.on("close", () => (this.carried -= 1));
  }
}

/**
 * A ring whose manifest names relays in the place of its nodes.
 *
 * @param port of the first relay
 */
export async function behindRelays(
  ring: TestRing,
  port: number,
  options: NarrowRelayOptions,
): Promise<TestRing> {
  const { nodes, ring: circle } = ring.deployed.manifest;
  const relays = nodes.map((node) => new NarrowRelay(node.port, options));
  await Promise.all(relays.map((relay, index) => relay.listen(port + index)));
  const servers = nodes.map((_, index) => `127.0.0.1:${port + index}`);
  const relayed = withManifest(ring, {
    nodes: nodes.map((node, index) => ({ ...node, port: port + index })),
    ring: { ...circle, servers },
  });
  const close = async (): Promise<void> => {
    await Promise.all(relays.map((relay) => relay.close()));
    await ring.close();
  };
  return { ...relayed, close };
}
