import type { Cluster } from "ioredis";

/**
 * Who consumes a partition. It spares work and guards nothing: where two consume one, both write with versions, and each
 * deletes only what it has stored. So it is renewed by a look and a command, and needs no script.
 */
export class Lease {
  /** Moment on the clock of `performance.now()`. */
  private until = -Infinity;

  /**
   * @param token of whoever takes it
   * @param leaseMs milliseconds after which the lease of a process that has died is free
   */
  constructor(
    private readonly cluster: Cluster,
    readonly key: string,
    readonly token: string,
    readonly leaseMs: number,
  ) {}

  /** Whether it is ours for certain. */
  get isHeld(): boolean {
    return performance.now() < this.until;
  }

  /** Whether it is ours now. */
  async take(): Promise<boolean> {
    const at = performance.now();
    const isTaken = await this.cluster.set(this.key, this.token, "PX", this.leaseMs, "NX");
    // A cluster client asks twice when the first answer is lost: then it is ours already.
    if (isTaken === null) return this.renew();
    this.extend(at);
    return true;
  }

  /** Makes it last; whether it is still ours. */
  async renew(): Promise<boolean> {
    const at = performance.now();
    const isOurs = (await this.cluster.get(this.key)) === this.token;
    if (isOurs && (await this.cluster.pexpire(this.key, this.leaseMs)) === 1) this.extend(at);
    else this.lose();
    return this.isHeld;
  }

  /** It was made to last by a command that was sent at this moment. */
  extend(at: number): void {
    this.until = at + this.leaseMs;
  }

  /** It is another's, or nobody's. */
  lose(): void {
    this.until = -Infinity;
  }

  /** Lets others take it at once. */
  async release(): Promise<void> {
    if (!(await this.renew())) return;
    this.lose();
    await this.cluster.del(this.key);
  }
}
