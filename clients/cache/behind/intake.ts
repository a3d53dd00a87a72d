import { setTimeout as sleep } from "node:timers/promises";
import { isLoginRefused } from "../../redis/connection-error";
import { ConfirmedConnection } from "./confirmed-connection";
import { FIELD, versionOf } from "./entry";
import { full, isElsewhere, isRefusal, refused, unconfirmed, unreachable } from "./errors";
import type { CompleteWriteBehindProps } from "./write-behind-props";

/** An update that waits to be taken. */
interface Waiting {
  readonly key: string;
  readonly text: string;
  readonly resolve: (version: string) => void;
  readonly reject: (error: Error) => void;
}

/** Updates that one `WAIT` confirms: while the replicas answer, the next ones gather. */
const LARGEST_GROUP = 128;
const RETRY_MS = 100;

/** Takes the updates of one partition, in their order. */
export class Intake {
  private readonly waiting: Waiting[] = [];
  private readonly connection: ConfirmedConnection;
  private running: Promise<void> | undefined;

  constructor(
    private readonly props: CompleteWriteBehindProps,
    private readonly stream: string,
  ) {
    this.connection = new ConfirmedConnection(props.cluster, stream, props);
  }

  /** @returns the version of the update; rejects as `WriteBehind.save` */
  take(key: string, text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ key, text, resolve, reject });
      this.running ??= this.run();
    });
  }

  /** Ends when all that wait are answered. */
  async close(): Promise<void> {
    await this.running;
    this.connection.close();
  }

  private async run(): Promise<void> {
    // The next turn: what one piece of code saves at once goes out at once.
    await Promise.resolve();
    while (this.waiting.length > 0) await this.accept(this.waiting.splice(0, LARGEST_GROUP));
    this.running = undefined;
  }

  private async accept(group: readonly Waiting[]): Promise<void> {
    const deadline = performance.now() + this.props.acceptMs;
    let open = group;
    while (open.length > 0) {
      let cause: unknown;
      try {
        // It follows a failover, and so the client knows the primary.
        open = this.withinLimit(open, await this.props.cluster.xlen(this.stream));
        if (open.length > 0) [open, cause] = await this.send(open);
      } catch (error) {
        // A password that is being replaced is refused for a while.
        if (isRefusal(error) && !isElsewhere(error) && !isLoginRefused(error)) {
          return rejectAll(open, refused(this.stream, error));
        }
        cause = error;
      }
      if (open.length === 0) return;
      if (performance.now() >= deadline) return rejectAll(open, unreachable(this.stream, cause));
      await sleep(RETRY_MS);
    }
  }

  private withinLimit(open: readonly Waiting[], length: number): readonly Waiting[] {
    const { limit } = this.props;
    const room = Math.max(0, limit - length);
    rejectAll(open.slice(room), full(this.stream, length, limit));
    return open.slice(0, room);
  }

  /** @returns those that were not written, and why */
  private async send(group: readonly Waiting[]): Promise<[readonly Waiting[], unknown]> {
    const { answers, doubt } = await this.connection.send(
      group.map(({ key, text }) => [
        ...(["xadd", this.stream, "*"] as const),
        ...[FIELD.key, key, FIELD.value, text],
      ]),
    );
    const elsewhere: Waiting[] = [];
    let cause: unknown;
    for (const [index, one] of group.entries()) {
      const answer = answers[index];
      if (isElsewhere(answer)) {
        elsewhere.push(one);
        cause = answer;
      } else if (isRefusal(answer)) one.reject(refused(this.stream, answer));
      else if (typeof answer !== "string") {
        one.reject(unconfirmed(this.stream, "its connection was lost before the answer", answer));
      } else if (doubt === undefined) one.resolve(versionOf(answer));
      else one.reject(unconfirmed(this.stream, doubt));
    }
    return [elsewhere, cause];
  }
}

function rejectAll(group: readonly Waiting[], error: Error): void {
  for (const { reject } of group) reject(error);
}
