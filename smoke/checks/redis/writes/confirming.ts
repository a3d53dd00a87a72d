import { setTimeout as sleep } from "node:timers/promises";
import type { RedisManifest } from "../../../../constructs/core/manifest";
import { type CheckContext, CheckFailure } from "../../../check";
import type { WriteAttempt } from "../../../workload/attempt";
import type { AccountedLoad, AccountedLoadProps } from "../accounted-load";
import type { WholeCluster } from "../failover-stage";
import type { Judgement } from "../../judge";

/** Half of what the client preset takes for a dead connection at the shortest node timeouts. */
const WAIT_MS = 500;
/** Milliseconds in which a healthy shard has acknowledged and confirmed some writes. */
const UNDER_WAY_MS = 10_000;
const POLL_MS = 25;

/** A load of which half the clients have each write confirmed by every replica of its shard. */
export function confirmedLoad(
  { deployed }: CheckContext<RedisManifest>,
  { shardOfSlot, shards }: WholeCluster,
  maxMs: number,
): AccountedLoadProps {
  return {
    ...{ shardOfSlot, maxMs },
    shards: shards.length,
    clients: 4,
    writesPerSecond: 25,
    confirming: {
      clients: 4,
      replicas: deployed.manifest.topology.replicasPerShard,
      timeoutMs: WAIT_MS,
    },
  };
}

/** Whether every replica of its shard had a write when it was answered. */
export function isConfirmed(
  { deployed }: CheckContext<RedisManifest>,
  { confirmedBy = 0 }: WriteAttempt,
): boolean {
  return confirmedBy >= deployed.manifest.topology.replicasPerShard;
}

/**
 * Waits until the shard under test has acknowledged a write since a moment, and its replicas have confirmed
 * one: what a crash may take has to be there before it.
 *
 * @throws CheckFailure when none comes
 */
export async function awaitWrites(
  context: CheckContext<RedisManifest>,
  load: AccountedLoad,
  since: number,
  { expected, hint }: Judgement,
): Promise<void> {
  const deadline = since + UNDER_WAY_MS;
  for (;;) {
    const writes = load.acknowledgedSince(since);
    const confirmed = writes.filter((one) => isConfirmed(context, one)).length;
    const plain = writes.filter(({ confirmedBy }) => confirmedBy === undefined).length;
    if (confirmed > 0 && plain > 0) return;
    if (performance.now() >= deadline) {
      const measured = `${plain} writes acknowledged by the shard and ${confirmed} confirmed by its replicas within ${UNDER_WAY_MS} ms before the fault`;
      throw new CheckFailure({ expected, measured }, hint);
    }
    await sleep(POLL_MS, undefined, { signal: context.signal });
  }
}
