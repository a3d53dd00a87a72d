import type { Cluster } from "ioredis";
import { ConfirmedConnection, type Command, type Confirmation } from "./confirmed-connection";
import { FIELD, type RawEntry } from "./entry";
import { isElsewhere, isRefusal, refused, unconfirmed, unreachable } from "./errors";
import type { Lease } from "./lease";
import type { WriteBehindQueue } from "./queue";

/** An update that the store will not take, and why. */
export interface Burial {
  readonly version: string;
  readonly fields: readonly string[];
  readonly reason: string;
}

const MAX_REASON_CHARACTERS = 500;

/** The streams of one partition, as its consumer uses them. */
export class PartitionStream {
  readonly updates: string;
  readonly deadLetters: string;
  private readonly connection: ConfirmedConnection;

  constructor(
    private readonly cluster: Cluster,
    queue: WriteBehindQueue,
    partition: number,
    confirmation: Confirmation,
  ) {
    this.updates = queue.updates(partition);
    this.deadLetters = queue.deadLetters(partition);
    this.connection = new ConfirmedConnection(cluster, this.updates, confirmation);
  }

  length(): Promise<number> {
    return this.cluster.xlen(this.updates);
  }

  /**
   * The oldest entries, all of which replicas have: one that its primary alone has could reach the store and be lost here.
   * Later updates could then get smaller versions from a primary whose clock is behind, and be taken for older ones.
   *
   * `WAIT` covers what was read because the lease is renewed after that: the replicas have that write, and all before.
   *
   * @returns `undefined` when the lease is no longer ours
   * @throws UnavailableError WRITE_BEHIND_UNREACHABLE
   * @throws OperationError WRITE_BEHIND_REFUSED, WRITE_BEHIND_UNCONFIRMED
   */
  async read(count: number, lease: Lease): Promise<readonly RawEntry[] | undefined> {
    const at = performance.now();
    const [owner, entries, isRenewed] = await this.confirmed([
      ["get", lease.key],
      ["xrange", this.updates, "-", "+", "COUNT", count],
      ["pexpire", lease.key, lease.leaseMs],
    ]);
    if (owner !== lease.token || isRenewed !== 1) {
      lease.lose();
      return undefined;
    }
    lease.extend(at);
    return entries as readonly RawEntry[];
  }

  /** Keeps what the store will not take. @throws as `read` */
  async bury(burials: readonly Burial[]): Promise<void> {
    if (burials.length === 0) return;
    await this.confirmed(
      burials.map(({ fields, reason, version }) => [
        ...(["xadd", this.deadLetters, "*", ...fields] as const),
        ...[FIELD.version, version, FIELD.reason, reason.slice(0, MAX_REASON_CHARACTERS)],
      ]),
    );
  }

  /** Queues an update that was buried, with the version that it had. @throws as `read` */
  async requeue(fields: readonly string[], version: string): Promise<void> {
    await this.confirmed([["xadd", this.updates, "*", ...fields, FIELD.version, version]]);
  }

  async remove(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.cluster.xdel(this.updates, ...ids);
  }

  close(): void {
    this.connection.close();
  }

  private async confirmed(commands: readonly Command[]): Promise<readonly unknown[]> {
    const sent = await this.connection.send(commands).catch((error: unknown) => {
      throw unreachable(this.updates, error);
    });
    for (const answer of sent.answers) {
      if (isElsewhere(answer)) throw unreachable(this.updates, answer);
      if (isRefusal(answer)) throw refused(this.updates, answer);
      if (answer instanceof Error) throw unconfirmed(this.updates, answer.message, answer);
    }
    if (sent.doubt !== undefined) throw unconfirmed(this.updates, sent.doubt);
    return sent.answers;
  }
}
