import type { Cluster } from "ioredis";
import { connectRedis } from "../../clients/redis/connect-redis";
import type { LoadedManifest } from "../../clients/manifest-file";
import type { RedisManifest } from "../../constructs/core/manifest";
import { retryBudget } from "../../clients/redis/retry-budget";
import { SMOKE_USER } from "../../constructs/redis/system-users";
import type { WriteAttempt } from "./attempt";
import type { Confirmation } from "./confirmed-write";
import { KeySequence, type KeySequenceProps } from "./key-sequence";
import { Writer } from "./writer";

/** A write load and how heavy it is. */
export interface WriteLoadProps extends Omit<KeySequenceProps, "client"> {
  readonly deployed: LoadedManifest<RedisManifest>;
  /** Seconds after which written keys are gone, should nobody delete them. */
  readonly ttlSeconds: number;
  /** Milliseconds after which it ends by itself. */
  readonly maxMs: number;
  /** Abandons the load at once. */
  readonly signal: AbortSignal;
  /** @default 4 */
  readonly clients?: number;
  /**
   * Writes that each client begins in a second, 1 to 200.
   * @default 50
   */
  readonly writesPerSecond?: number;
  /**
   * Clients beside those, each of whose writes replicas confirm.
   * @default - none
   */
  readonly confirming?: ConfirmingClients;
  /**
   * Connects one client.
   * @default - `connectRedis`, the client preset of the kit
   */
  readonly connect?: (deployed: LoadedManifest<RedisManifest>) => Promise<Cluster>;
}

/** Clients that write with `WAIT` behind each write, and how long that waits. */
export interface ConfirmingClients extends Pick<Confirmation, "replicas" | "timeoutMs"> {
  /** Number of clients, at least 1. */
  readonly clients: number;
}

/** Several clients that write as applications do. */
export class WriteLoad {
  private readonly abandon = (): void => void this.end("abandon");
  private ended: Promise<void> | undefined;

  private constructor(
    private readonly writers: readonly Writer[],
    private readonly sequences: readonly KeySequence[],
    private readonly signal: AbortSignal,
  ) {
    signal.addEventListener("abort", this.abandon, { once: true });
  }

  /** @throws what `connectRedis` throws */
  static async start(props: WriteLoadProps): Promise<WriteLoad> {
    const { confirming, deployed, maxMs, signal, ttlSeconds } = props;
    const plain = props.clients ?? 4;
    const sequences = Array.from(
      { length: plain + (confirming?.clients ?? 0) },
      (_, client) => new KeySequence({ ...props, client }),
    );
    const { commandMs, retryDelayMs } = retryBudget(deployed.manifest.nodeTimeoutMs);
    const confirmation = confirming && { ...confirming, commandMs, retryDelayMs };
    const intervalMs = 1000 / (props.writesPerSecond ?? 50);
    const connect = props.connect ?? connectPreset;
    const connected = await connectAll(() => connect(deployed), sequences.length, signal);
    const writers = sequences.map((keys, index) => {
      const client = connected[index];
      if (client === undefined) throw new RangeError(`there is no client ${index}`);
      return new Writer({
        ...{ client, keys, ttlSeconds, intervalMs, maxMs },
        ...(index < plain || confirmation === undefined ? {} : { confirmation }),
      });
    });
    return new WriteLoad(writers, sequences, signal);
  }

  /** Sends every second key of each client to another shard from now on. */
  aimAt(shard: number): void {
    for (const sequence of this.sequences) sequence.aimAt(shard);
  }

  /** Every write that has ended so far. */
  attempts(): WriteAttempt[] {
    return this.writers.flatMap(({ attempts }) => attempts);
  }

  /** Every write that has ended after a moment, without a look at those before. */
  attemptsSince(moment: number): WriteAttempt[] {
    return this.writers.flatMap(({ attempts }) => {
      // In the order of their ends.
      const before = attempts.findLastIndex(({ endedAt }) => endedAt <= moment);
      return attempts.slice(before + 1);
    });
  }

  /** Ends the load; resolves with every write of it. */
  async stop(): Promise<readonly WriteAttempt[]> {
    await this.end("stop");
    return this.attempts();
  }

  private end(manner: "stop" | "abandon"): Promise<void> {
    if (manner === "abandon" || this.ended === undefined) {
      this.signal.removeEventListener("abort", this.abandon);
      this.ended = Promise.all(this.writers.map((writer) => writer[manner]())).then(
        () => undefined,
      );
    }
    return this.ended;
  }
}

function connectPreset(deployed: LoadedManifest<RedisManifest>): Promise<Cluster> {
  return connectRedis(deployed, SMOKE_USER, { connectionName: "cf-smoke" });
}

/** All connections, or none. */
async function connectAll(
  connect: () => Promise<Cluster>,
  count: number,
  signal: AbortSignal,
): Promise<Cluster[]> {
  const results = await Promise.allSettled(Array.from({ length: count }, connect));
  const clients = results.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const refusal = results.find((one) => one.status === "rejected");
  if (refusal === undefined && !signal.aborted) return clients;
  for (const client of clients) client.disconnect();
  signal.throwIfAborted();
  throw refusal?.reason;
}
