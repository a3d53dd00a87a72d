import type { Cluster } from "ioredis";

/** The workers of a queue that live, in a sorted set by the moment until which each counts. */
export class Membership {
  /**
   * @param lifeMs milliseconds for which a worker counts without another word; their clocks agree better than that, or
   * the shares are uneven
   */
  constructor(
    private readonly cluster: Cluster,
    private readonly key: string,
    private readonly id: string,
    private readonly lifeMs: number,
  ) {}

  /** Counts among them, again. @returns how many there are */
  async join(): Promise<number> {
    const now = Date.now();
    await this.cluster.zadd(this.key, now + this.lifeMs, this.id);
    await this.cluster.zremrangebyscore(this.key, "-inf", now);
    return Math.max(1, await this.cluster.zcard(this.key));
  }

  async leave(): Promise<void> {
    await this.cluster.zrem(this.key, this.id);
  }
}
