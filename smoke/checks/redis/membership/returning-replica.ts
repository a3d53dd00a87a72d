import { setTimeout as sleep } from "node:timers/promises";
import type { RedisManifest } from "../../../../constructs/core/manifest";
import { HEALTH_USER, SMOKE_USER } from "../../../../constructs/redis/system-users";
import type { ClusterWatch } from "../../../../operate/redis/cluster-watch";
import type { CheckContext } from "../../../check";
import type { RedisSession } from "../../../probes/redis-session";
import { parseClusterSlots } from "../../../shown-nodes";
import { type FaultNode, type LiveNode, faultNodes } from "../live-shards";
import { openSession } from "../nodes";
import { isNodeFailure } from "../../judge";

const POLL_MS = 25;

/** What a replica that comes back has been seen to do, and when; milliseconds since its start. */
export interface ReturnSeen {
  /** Reads that it refused: LOADING, MASTERDOWN, a redirection, or no connection at all. */
  refused: number;
  /** Reads answered with the value of before, while its link to the primary was down. */
  old: number;
  /** The same after it was linked. */
  oldWhileLinked: number;
  /** Reads answered as if the key were not there. */
  empty: number;
  /** Reads answered as the primary does. */
  current: number;
  /** Times that another node named it to clients while it was not linked. */
  namedTooEarly: number;
  linkedMs?: number;
  /** When every other node named it to clients. */
  namedMs?: number;
}

/** A key, its value on the replica's disk, and the one that the primary has given it since. */
export interface MissedWrite {
  readonly key: string;
  readonly old: string;
  readonly current: string;
}

/** Watches a replica from its start until it is linked and named to clients by everybody. */
export class ReturningReplica {
  readonly seen: ReturnSeen = {
    refused: 0,
    old: 0,
    oldWhileLinked: 0,
    empty: 0,
    current: 0,
    namedTooEarly: 0,
  };
  private reader: RedisSession | undefined;
  private readonly others: readonly FaultNode[];

  constructor(
    private readonly context: CheckContext<RedisManifest>,
    private readonly watch: ClusterWatch,
    private readonly replica: LiveNode,
    private readonly write: MissedWrite,
  ) {
    this.others = faultNodes(context).filter(({ id }) => id !== replica.id);
    context.onExit(() => Promise.resolve(this.reader?.close()));
  }

  /** Number of other nodes that name the replica to clients. */
  async namedBy(): Promise<number> {
    const answers = await Promise.all(
      this.others.map(async (node) => {
        const connection = await this.watch.connection(node);
        return parseClusterSlots(await connection.call("CLUSTER", "SLOTS"));
      }),
    );
    return answers.filter((names) => names.has(this.replica.clusterId)).length;
  }

  /** Looks until it is back or the time is over. */
  async follow(startedAt: number, withinMs: number): Promise<ReturnSeen> {
    const since = (): number => Math.round(performance.now() - startedAt);
    while (this.seen.namedMs === undefined && since() < withinMs) {
      // In this order: what was seen first was so before the link was looked at.
      const named = await this.namedBy();
      const isLinkedBefore = this.seen.linkedMs !== undefined;
      if (!isLinkedBefore && (await this.isLinked())) this.seen.linkedMs = since();
      if (named > 0 && this.seen.linkedMs === undefined) this.seen.namedTooEarly += named;
      await this.read();
      if (named === this.others.length && isLinkedBefore) this.seen.namedMs = since();
      await sleep(POLL_MS, undefined, { signal: this.context.signal });
    }
    return this.seen;
  }

  private async isLinked(): Promise<boolean> {
    const info = await this.tried(async () => {
      const connection = await openSession(this.context, this.replica, HEALTH_USER);
      try {
        const reply = await connection.ask("INFO", "replication");
        return reply.kind === "value" ? String(reply.value) : "";
      } finally {
        connection.close();
      }
    });
    return info?.includes("master_link_status:up") === true;
  }

  private async read(): Promise<void> {
    const reply = await this.tried(async () => {
      if (this.reader === undefined) {
        this.reader = await openSession(this.context, this.replica, SMOKE_USER);
        await this.reader.ask("READONLY");
      }
      return this.reader.ask("GET", this.write.key);
    });
    if (reply === undefined) {
      this.reader?.close();
      this.reader = undefined;
    }
    this.count(reply?.kind === "value" ? reply.value : undefined);
  }

  private count(value: unknown): void {
    const { seen } = this;
    if (value === undefined) seen.refused += 1;
    else if (value === this.write.current) seen.current += 1;
    else if (value !== this.write.old) seen.empty += 1;
    else if (seen.linkedMs === undefined) seen.old += 1;
    else seen.oldWhileLinked += 1;
  }

  /** `undefined` while the node does not answer. */
  private async tried<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (isNodeFailure(error)) return undefined;
      throw error;
    }
  }
}
