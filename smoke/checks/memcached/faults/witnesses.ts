import type { MemcachedClient } from "../../../../clients/memcached/client";
import type { Ring } from "../../../../constructs/memcached/ring";
import { binomialInterval } from "../../../statistics";
import type { Figure } from "../../../figure";
import type { RingSharesExhibit } from "../../../exhibit";
import { inBatches } from "../../in-batches";
import { KEY_TTL_SECONDS } from "../session";
import { KeyHistory } from "./key-history";

const KEYS_PER_NODE = 200;
/** A ring may have 100 nodes. */
const MOST_KEYS = 10_000;
/** A correct ring misses its interval in about one of 1.7 million draws. */
const SIGMAS = 5;

/** What became of keys that were written once and left alone. */
export interface WitnessReport {
  /** Keys that are gone, by server. */
  readonly missing: ReadonlyMap<string, number>;
  /** Keys whose value is not what was written under them. */
  readonly wrong: readonly string[];
}

/** Keys that fall where they fall on a ring, written before a fault and read after it. */
export class Witnesses {
  readonly keys: readonly string[];
  private readonly histories: readonly KeyHistory[];

  constructor(
    private readonly ring: Ring,
    prefix: string,
  ) {
    const count = Math.min(KEYS_PER_NODE * ring.servers.length, MOST_KEYS);
    this.keys = Array.from({ length: count }, (_, index) => `${prefix}${index}`);
    this.histories = this.keys.map((key) => new KeyHistory(key));
  }

  /** How many of them a server holds. */
  heldBy(server: string): number {
    return this.keys.filter((key) => this.ring.serverOf(key) === server).length;
  }

  /** @throws what the client throws */
  async write(client: MemcachedClient, signal: AbortSignal): Promise<void> {
    await inBatches(this.histories, signal, async (history) => {
      const value = history.nextValue();
      await client.set(history.key, value, KEY_TTL_SECONDS);
      history.record(value, "acknowledged");
    });
  }

  /** @throws what the client throws */
  async read(client: MemcachedClient, signal: AbortSignal): Promise<WitnessReport> {
    const missing = new Map<string, number>(this.ring.servers.map((server) => [server, 0]));
    const wrong: string[] = [];
    await inBatches(this.histories, signal, async (history) => {
      const value = await client.get(history.key);
      const server = this.ring.serverOf(history.key);
      if (value === undefined) missing.set(server, (missing.get(server) ?? 0) + 1);
      else if (history.problemOf(value) !== undefined) wrong.push(history.key);
    });
    return { missing, wrong };
  }

  /** Keys that went with a server, which have to be its exact share of them. */
  shareFigure(server: string, { missing }: WitnessReport): Figure {
    const share = this.ring.share(server);
    const { high, low } = binomialInterval(this.keys.length, share, SIGMAS);
    return {
      what: `of ${this.keys.length} keys cold`,
      unit: "count",
      measured: missing.get(server) ?? 0,
      atLeast: low,
      atMost: high,
      derivation: `the node's exact share of the ring, ${(100 * share).toFixed(2)} %, ± ${SIGMAS} σ of the binomial distribution`,
    };
  }

  /** The keys on each node of the ring, whether or not a fault has taken them. */
  exhibit(nodeOf: (server: string) => string): RingSharesExhibit {
    const count = this.keys.length;
    return {
      kind: "ring-shares",
      keys: count,
      nodes: this.ring.servers.map((server) => {
        const share = this.ring.share(server);
        return {
          node: nodeOf(server),
          expected: share,
          measured: this.heldBy(server) / count,
          tolerance: SIGMAS * Math.sqrt((share * (1 - share)) / count),
        };
      }),
    };
  }
}
