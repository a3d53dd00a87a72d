import type { RedisManifest } from "../../../constructs/core/manifest";
import { OPERATOR_USER } from "../../../constructs/redis/system-users";
import { until } from "../../../operate/host/until";
import type { ClusterWatch } from "../../../operate/redis/cluster-watch";
import { MANUAL_FAILOVER_MS } from "../../../operate/redis/hand-over";
import { type CheckContext, CheckFailure } from "../../check";
import { demand, type Judgement } from "../judge";
import { type LiveNode, type LiveShard, ownerOf } from "./live-shards";
import { withSession } from "./nodes";

/** A replica looks ten times a second whether its time is up; what votes come after that count nothing. */
const NOTICED_MS = 500;

/**
 * A replica that is asked to take its shard over by an election. The engine answers at once and decides
 * later: the end of the check waits until it has, as a cluster that looks whole may be about to change.
 */
export class FailoverRequest {
  private askedAt = -Infinity;

  private constructor(
    private readonly context: CheckContext<RedisManifest>,
    private readonly watch: ClusterWatch,
    private readonly shard: LiveShard,
    private readonly replica: LiveNode,
  ) {}

  /** To be called before nodes are frozen for the request: those run again first. */
  static prepare(
    context: CheckContext<RedisManifest>,
    watch: ClusterWatch,
    shard: LiveShard,
    replica: LiveNode,
  ): FailoverRequest {
    const request = new FailoverRequest(context, watch, shard, replica);
    context.onExit(() => request.awaitDecision());
    return request;
  }

  /**
   * Asks the replica.
   *
   * @param manner `FORCE` does without the primary's consent. @default - the primary hands over
   * @throws CheckFailure when the replica refuses or does not answer
   */
  async send(judgement: Judgement, manner?: "FORCE"): Promise<void> {
    this.askedAt = performance.now();
    await askFailover(this.context, this.replica, manner, judgement);
  }

  private async awaitDecision(): Promise<void> {
    const leftMs = this.askedAt + MANUAL_FAILOVER_MS + NOTICED_MS - performance.now();
    if (leftMs <= 0) return;
    await until(leftMs, async () => {
      const views = await this.watch.look();
      return views
        .filter(({ problem }) => problem === undefined)
        .every(({ lines }) => ownerOf(lines, this.shard.firstSlot)?.id === this.replica.clusterId);
    });
  }
}

/**
 * Asks a replica to take over.
 *
 * @param manner `FORCE` by the votes of a majority, `TAKEOVER` without any, `undefined` with the primary's
 * consent
 * @throws CheckFailure when it refuses or does not answer
 */
export async function askFailover(
  context: CheckContext<RedisManifest>,
  replica: LiveNode,
  manner: "FORCE" | "TAKEOVER" | undefined,
  judgement: Judgement,
): Promise<void> {
  const words = ["CLUSTER", "FAILOVER", ...(manner === undefined ? [] : [manner])] as const;
  const reply = await demand(judgement, () =>
    withSession(context, replica, OPERATOR_USER, (session) => session.ask(...words)),
  );
  if (reply.kind === "value") return;
  const measured = `node ${replica.id} refuses ${words.join(" ")}: ${reply.message}`;
  throw new CheckFailure({ expected: judgement.expected, measured }, judgement.hint);
}
