import { connect, type Socket } from "node:net";
import { inBatches } from "../../in-batches";

/** Where the connections go. */
interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** Connections to one node that say nothing, as of clients that all come at once and wait for their turn. */
export class SocketStorm {
  private readonly sockets = new Set<Socket>();
  private readonly open = new Set<Socket>();

  constructor(private readonly endpoint: Endpoint) {}

  /** Connections that the node has taken and not closed. */
  get openCount(): number {
    return this.open.size;
  }

  /** Opens some more, as many at a time as a listener's queue has room for; a refusal is no error. */
  async add(count: number, signal: AbortSignal): Promise<void> {
    const work = Array.from({ length: count }, () => () => this.connect());
    await inBatches(work, signal, (connectOne) => connectOne());
  }

  /** Ends all of them. */
  async close(): Promise<void> {
    await Promise.all(
      [...this.sockets].map(
        (socket) =>
          new Promise<void>((resolve) => {
            if (socket.closed) return resolve();
            socket.once("close", () => resolve());
            socket.destroy();
          }),
      ),
    );
  }

  private connect(): Promise<void> {
    return new Promise((resolve) => {
      const socket = connect(this.endpoint);
      this.sockets.add(socket);
      socket.once("connect", () => {
        this.open.add(socket);
        resolve();
      });
      // What a node says to whom it turns away has to be read for its end to be seen.
      socket.resume();
      socket.on("error", () => resolve());
      socket.once("close", () => {
        this.open.delete(socket);
        resolve();
      });
    });
  }
}
