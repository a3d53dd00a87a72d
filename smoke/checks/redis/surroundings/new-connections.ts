import { setTimeout as sleep } from "node:timers/promises";
import type { CheckContext } from "../../../check";
import { handshakeResult } from "../../../probes/tls-probe";
import type { AddressedNode, Observation } from "../../judge";
import { CERTIFICATE_EXPIRED } from "../set-back";

const ACCEPTED = /^TLSv/;
const POLL_MS = 25;

/** How new connections to nodes end. */
export class NewConnections {
  constructor(
    private readonly nodes: readonly AddressedNode[],
    private readonly authority: string,
  ) {}

  /**
   * Whether each node takes a new connection.
   *
   * @param expired the node whose certificate has run out. @default - none
   */
  async judge(when: string, expired?: AddressedNode): Promise<Observation[]> {
    const ends = await Promise.all(
      this.nodes.map(async (node) => ({ node, end: await this.open(node) })),
    );
    const wrong = ends.filter(({ end, node }) =>
      node.id === expired?.id ? end !== CERTIFICATE_EXPIRED : !ACCEPTED.test(end),
    );
    const others = expired === undefined ? "" : `node ${expired.id} ${CERTIFICATE_EXPIRED}, `;
    const taken = expired === undefined ? this.nodes.length : this.nodes.length - 1;
    if (wrong.length === 0) {
      return [{ holds: true, seen: `new connections ${when}: ${others}${taken} nodes take them` }];
    }
    return wrong.map(({ end, node }) => ({
      holds: false,
      seen: `new connection ${when}, node ${node.id}: ${end}`,
    }));
  }

  /**
   * Milliseconds until a node's certificate is refused because its time is over.
   *
   * @param since a moment of the clock
   * @returns `undefined` when that does not happen in time
   */
  async refusedAfter(
    { signal }: Pick<CheckContext, "signal">,
    node: AddressedNode,
    since: number,
    withinMs: number,
  ): Promise<number | undefined> {
    for (;;) {
      signal.throwIfAborted();
      const begunMs = Date.now() - since;
      if ((await this.open(node)) === CERTIFICATE_EXPIRED) return begunMs;
      if (begunMs > withinMs) return undefined;
      await sleep(POLL_MS, undefined, { signal });
    }
  }

  /** How many in a row are not taken, up to a most. */
  async refused(node: AddressedNode, atMost: number): Promise<number> {
    for (let count = 0; count < atMost; count++) {
      if (ACCEPTED.test(await this.open(node))) return count;
    }
    return atMost;
  }

  private open({ host, port }: AddressedNode): Promise<string> {
    return handshakeResult({ host, port }, { authority: this.authority });
  }
}
