import { setTimeout as sleep } from "node:timers/promises";
import type { Cluster } from "ioredis";
import type { RedisManifest } from "../../../constructs/core/manifest";
import { slotOf } from "../../../constructs/redis/slots";
import type { CheckContext } from "../../check";
import { accountWrites, type Reading, type WriteAccount } from "../../workload/accountant";
import type { WriteAttempt } from "../../workload/attempt";
import { gapsByShard, type Gap, type Span } from "../../workload/availability";
import { WriteLoad, type WriteLoadProps } from "../../workload/write-load";
import { inBatches } from "../in-batches";
import { openClient, through } from "./cluster-client";
import { demand, type Judgement } from "../judge";
import { leaveWhole } from "./leave-whole";
import { faultNodes } from "./live-shards";
import { areAddressed } from "./nodes";
import { openWatch } from "./whole-cluster";

/** Seconds that keys outlive a load that runs as long as it may. */
const READ_BACK_SECONDS = 60;
/** Milliseconds of load before a fault, and after the cluster has recovered from it. */
const SETTLED_MS = 1000;

/** Which shard a load aims at. */
export interface AccountedLoadProps extends Pick<
  WriteLoadProps,
  "clients" | "confirming" | "connect" | "keys" | "writesPerSecond"
> {
  readonly shardOfSlot: (slot: number) => number;
  /** @default - none: keys fall where they fall */
  readonly shardUnderTest?: number;
  /** Number of shards. */
  readonly shards: number;
  /** Milliseconds after which the load ends by itself; keys outlive it by a minute. */
  readonly maxMs: number;
}

/** What a load has come to. */
export interface LoadResult {
  /** Every write in no order. */
  readonly attempts: readonly WriteAttempt[];
  readonly account: WriteAccount;
  /** Longest time without an acknowledged write to each shard, since the fault. */
  readonly gaps: readonly Gap[];
  /** From the fault to the end of the load. */
  readonly span: Span;
}

/** A write load whose every write is accounted for after a final read. */
export class AccountedLoad {
  private readonly readings: Reading[] = [];
  private lookedAt = -Infinity;

  private constructor(
    private readonly context: CheckContext<RedisManifest>,
    private readonly props: AccountedLoadProps,
    private readonly load: WriteLoad,
    private readonly reader: Cluster,
    private shardUnderTest: number | undefined,
  ) {}

  /**
   * Starts the load and lets it run for a while. The end of the check waits until the cluster is whole again, ends the
   * load and removes its keys: to be called before whatever else brings nodes back on the way out.
   */
  static async start(
    context: CheckContext<RedisManifest>,
    props: AccountedLoadProps,
    judgement: Judgement,
  ): Promise<AccountedLoad> {
    const { deployed, runId, signal } = context;
    const ttlSeconds = Math.ceil(props.maxMs / 1000) + READ_BACK_SECONDS;
    const [reader, load] = await demand(judgement, async () => [
      await openClient(context),
      await WriteLoad.start({ ...props, deployed, runId, signal, ttlSeconds }),
    ]);
    context.onExit(() => removeKeys(load, reader));
    // A key that is deleted at a primary which is about to be replaced stays at the next one.
    if (areAddressed(context)) leaveWhole(context, openWatch(context, faultNodes(context)));
    await sleep(SETTLED_MS, undefined, { signal });
    return new AccountedLoad(context, props, load, reader, props.shardUnderTest);
  }

  shardOf(key: string): number {
    return this.props.shardOfSlot(slotOf(key));
  }

  /** Aims at another shard from now on. */
  aimAt(shard: number): void {
    this.load.aimAt(shard);
    this.shardUnderTest = shard;
  }

  /** Every write to the shard under test that was acknowledged after a moment. */
  acknowledgedSince(moment: number): WriteAttempt[] {
    return this.load
      .attemptsSince(moment)
      .filter(
        ({ key, outcome }) =>
          outcome === "acknowledged" && this.shardOf(key) === this.shardUnderTest,
      );
  }

  /**
   * Reads every key that was written since the last look, so that a write which is lost later has been seen.
   *
   * @throws CheckFailure when a key cannot be read
   */
  async look(judgement: Judgement): Promise<void> {
    const attempts = this.load.attemptsSince(this.lookedAt);
    const startedAt = performance.now();
    const found = await demand(judgement, () => this.readAll(attempts));
    this.lookedAt = attempts.reduce((last, { endedAt }) => Math.max(last, endedAt), this.lookedAt);
    for (const [key, value] of found) this.readings.push({ key, value, startedAt });
  }

  /**
   * The moment of the first acknowledgement, by the shard under test, of a write that began after
   * the given moment; `undefined` as long as there is none.
   */
  firstAcknowledgedAfter(moment: number): number | undefined {
    const times = this.acknowledgedSince(moment)
      .filter(({ startedAt }) => startedAt > moment)
      .map(({ endedAt }) => endedAt);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /**
   * Lets the load run a while longer, ends it, and reads every key.
   *
   * @param faultAt moment of the fault; gaps are looked for from there on
   * @throws CheckFailure when a key cannot be read
   */
  async finish(faultAt: number, judgement: Judgement): Promise<LoadResult> {
    const { signal } = this.context;
    const { confirming } = this.props;
    await sleep(SETTLED_MS, undefined, { signal });
    const span = { from: faultAt, to: performance.now() };
    const attempts = await this.load.stop();
    const found = await demand(judgement, () => this.readAll(attempts));
    const shardOf = (key: string): number => this.shardOf(key);
    return {
      attempts,
      account: accountWrites(attempts, found, {
        readings: this.readings,
        ...(confirming === undefined ? {} : { confirmations: confirming.replicas }),
      }),
      gaps: gapsByShard(attempts, shardOf, this.props.shards, span),
      span,
    };
  }

  private async readAll(attempts: readonly WriteAttempt[]): Promise<Map<string, string | null>> {
    const keys = [...new Set(attempts.map(({ key }) => key))];
    const values = await inBatches(keys, this.context.signal, (key) =>
      through(() => this.reader.get(key)),
    );
    return new Map(keys.map((key, index) => [key, values[index] ?? null]));
  }
}

async function removeKeys(load: WriteLoad, client: Cluster): Promise<void> {
  const attempts = await load.stop();
  const keys = [...new Set(attempts.map(({ key }) => key))];
  await inBatches(keys, new AbortController().signal, (key) => client.del(key));
}
