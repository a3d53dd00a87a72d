import type { Cluster, Redis } from "ioredis";
import { slotOf } from "../../../constructs/redis/slots";
import { withoutLogin } from "../../redis/hidden-login";
import { isElsewhere, isRefusal } from "./errors";

/** How replicas confirm what was written. */
export interface Confirmation {
  /** Replicas that have to have it. */
  readonly replicas: number;
  /** Milliseconds that are waited for them. */
  readonly confirmMs: number;
}

/** Name and words of a command. */
export type Command = readonly [name: string, ...words: (string | number)[]];

/** What became of commands that were sent. */
export interface Answers {
  /** One for each command: what it returned; a `ReplyError` when the node refused it; another error when nobody knows. */
  readonly answers: readonly unknown[];
  /** Why too few replicas may have what this connection wrote and read; `undefined` when enough have all of it. */
  readonly doubt: string | undefined;
}

/** Milliseconds that a node may take for an answer, apart from the replicas. */
const ANSWER_MS = 2000;

/**
 * An own connection to the primary of a key. `WAIT` tells of the writes of its own connection only (`waitCommand`,
 * `replication.c` of Redis 7.0), and holds up what is behind it there. Nothing is ever sent twice: a cluster client would
 * repeat what was not answered.
 */
export class ConfirmedConnection {
  private connection: Redis | undefined;

  constructor(
    private readonly cluster: Cluster,
    private readonly key: string,
    private readonly confirmation: Confirmation,
  ) {}

  /**
   * Sends commands on keys of one slot, and waits for the replicas. One call at a time.
   *
   * @throws what the connection failed with: nothing was sent
   */
  async send(commands: readonly Command[]): Promise<Answers> {
    const { confirmMs, replicas } = this.confirmation;
    const connection = await this.open();
    const wait: Command = ["wait", replicas, confirmMs];
    const pipeline = connection.pipeline([...commands, wait].map((command) => [...command]));
    const results = (await pipeline.exec()) ?? [];
    const answers = results.map(([error, result]) => error ?? result);
    if (answers.some((answer) => isLost(answer) || isElsewhere(answer))) this.close();
    return { answers: answers.slice(0, commands.length), doubt: this.doubt(answers.at(-1)) };
  }

  close(): void {
    this.connection?.disconnect();
    this.connection = undefined;
  }

  private doubt(confirmed: unknown): string | undefined {
    const { confirmMs, replicas } = this.confirmation;
    if (confirmed instanceof Error) return `WAIT failed: ${confirmed.message}`;
    if (typeof confirmed === "number" && confirmed >= replicas) return undefined;
    return `${String(confirmed)} of ${replicas} replicas had it after ${confirmMs} ms`;
  }

  private async open(): Promise<Redis> {
    if (this.connection?.status === "ready") return this.connection;
    this.close();
    const [place] = this.cluster.slots[slotOf(this.key)] ?? [];
    const primary = this.cluster
      .nodes("master")
      .find(({ options: { host, port } }) => `${host}:${port}` === place);
    if (primary === undefined) throw new Error("the client knows no primary of its slot");
    const timeoutMs = this.confirmation.confirmMs + ANSWER_MS;
    const connection = primary.duplicate({
      lazyConnect: true,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      retryStrategy: () => null,
      readOnly: false,
      commandTimeout: timeoutMs,
      socketTimeout: timeoutMs,
    });
    let failure: Error | undefined;
    // Without a listener ioredis prints it; whoever waits for an answer hears of it.
    connection.on("error", (error: Error) => (failure = error));
    try {
      await connection.connect();
    } catch (error) {
      if (connection.status !== "end") connection.disconnect();
      throw withoutLogin(failure ?? error);
    }
    this.connection = connection;
    return connection;
  }
}

function isLost(answer: unknown): boolean {
  return answer instanceof Error && !isRefusal(answer);
}
