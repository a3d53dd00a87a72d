import type { RedisManifest } from "../../../../constructs/core/manifest";
import { selfLine } from "../../../../constructs/redis/cluster-nodes";
import { OPERATOR_USER } from "../../../../constructs/redis/system-users";
import type { ClusterWatch, NodeView } from "../../../../operate/redis/cluster-watch";
import { type Check, type CheckContext, CheckSkip } from "../../../check";
import { SeededRandom } from "../../../random";
import { conclude } from "../../conclude";
import { demand, judgeFigure, type Judgement } from "../../judge";
import { changeSetting } from "../change-setting";
import { findWholeCluster } from "../failover-stage";
import { phaseBounds, PHASE_DERIVATIONS } from "../failover-phases";
import type { LiveNode, LiveShard } from "../live-shards";
import { withSession } from "../nodes";
import { NOT_ON_AWS } from "../not-on-aws";
import { lookUntil, openWatch } from "../whole-cluster";
import { crash, nodeNames, startAgain } from "./crash";
import { MIGRATED_DERIVATION, migratedMs } from "./election-bounds";
import { firstSeen, nodesBeside } from "./first-seen";
import { slotMap, timeline } from "./pictures";
import { isFailedFor } from "./sightings";

const TIMEOUT_MS = 240_000;
const SETTING = "cluster-allow-replica-migration";
/** A replica that follows another primary copies everything: as long as there is data. */
const LINK_MS = 60_000;

export const replicaMigration: Check<RedisManifest> = {
  id: "redis/replica-migration",
  title: "A shard loses every replica, and one of another shard comes to its primary",
  proves: `Where ${SETTING} is set a spare replica follows a primary that has lost its own, in bound and with a link; it goes back to its shard afterwards.`,
  kind: "redis-cluster",
  suite: "full",
  injectsFaults: true,
  skippedOn: { aws: NOT_ON_AWS },
  timeoutMs: TIMEOUT_MS,
  run: async (context) => {
    const { nodeTimeoutMs, topology } = context.deployed.manifest;
    if (topology.replicasPerShard < 2) {
      throw new CheckSkip("shards have one replica: none can be spared for another shard");
    }
    const bounds = phaseBounds(nodeTimeoutMs);
    const migratedBound = bounds.failed + migratedMs();
    const judgement: Judgement = {
      expected: `the lost replicas failed within ${bounds.failed} ms, a replica of another shard at the orphan within ${migratedBound} ms and linked; the shards as deployed afterwards`,
      hint: `see what the replicas' logs say of "Migrating to orphaned master", and ${SETTING} and cluster-migration-barrier on each`,
    };
    const { watch, shards } = await findWholeCluster(context, judgement);
    const orphan = new SeededRandom(context.seed).pick(shards);
    const others = shards.filter((shard) => shard !== orphan);
    const spare = others.flatMap(({ replicas }) => replicas);
    const before = await watch.look();
    const forbid: (() => Promise<void>)[] = [];
    for (const replica of spare) {
      forbid.push(await demand(judgement, () => changeSetting(context, replica, SETTING, "yes")));
    }
    const spareWatch = openWatch(context, spare);
    context.onExit(() => bringBack(context, spareWatch, others));
    const crashedAt = await crash(context, orphan.replicas);
    const seen = await firstSeen(
      context,
      {
        nodes: nodesBeside(context, orphan.replicas),
        since: crashedAt,
        untilMs: 2 * migratedBound,
      },
      {
        failed: (views) =>
          views.some((view) => orphan.replicas.every((node) => isFailedFor(view, node))),
        migrated: (views) => migrantOf(views, orphan, spare) !== undefined,
      },
      "migrated",
    );
    const early = [
      { holds: true, seen: `seed ${context.seed} chose ${nodeNames(orphan.replicas)}` },
      judgeFigure({
        what: "replicas failed",
        unit: "ms",
        measured: seen.failed,
        atMost: bounds.failed,
        derivation: PHASE_DERIVATIONS.failed,
      }),
      judgeFigure({
        what: "a replica of another shard at the orphan",
        unit: "ms",
        measured: seen.migrated,
        atMost: migratedBound,
        derivation: MIGRATED_DERIVATION,
      }),
    ];
    const pictures = timeline(`SIGKILL of ${nodeNames(orphan.replicas)}`, [
      ["failed", seen.failed, bounds.failed],
      ["migrated", seen.migrated, migratedBound],
    ]);
    if (early.some(({ holds }) => !holds)) return conclude(judgement, early, {}, [pictures]);
    const during = await lookUntil(
      context,
      openWatch(context, [orphan.primary, ...spare]),
      judgement,
      {
        withinMs: LINK_MS,
        problem: (views) => {
          const migrant = migrantOf(views, orphan, spare);
          const view = views.find(({ node }) => node.id === migrant?.id);
          return view?.isLinked === true
            ? undefined
            : `node ${migrant?.id} has no link to the orphan`;
        },
      },
    );
    for (const undo of forbid) await demand(judgement, undo);
    const linked = migrantOf(during, orphan, spare)?.id;
    await demand(judgement, () => bringBack(context, spareWatch, others));
    const back = await startAgain(context, watch, judgement, orphan.replicas);
    const observations = [
      ...early,
      { holds: true, seen: `node ${linked} linked to ${orphan.primary.id}` },
      back.observation,
    ];
    const details = { seed: context.seed, orphan: orphan.primary.id, migrant: linked };
    return conclude(judgement, observations, details, [pictures, slotMap(context, before, during)]);
  },
};

/** The replica of another shard that follows the primary without replicas, as any node sees it. */
function migrantOf(
  views: readonly NodeView[],
  { primary }: LiveShard,
  spare: readonly LiveNode[],
): LiveNode | undefined {
  const followers = views.flatMap(({ lines }) =>
    lines.filter(({ primaryId }) => primaryId === primary.clusterId).map(({ id }) => id),
  );
  return spare.find(({ clusterId }) => followers.includes(clusterId));
}

/**
 * Has replicas that left for another shard follow their own primary again. Each is asked itself: others hear of
 * a move by gossip, and later.
 *
 * @param watch of the replicas
 */
async function bringBack(
  context: CheckContext<RedisManifest>,
  watch: ClusterWatch,
  shards: readonly LiveShard[],
): Promise<void> {
  const views = await watch.look();
  for (const { primary, replicas } of shards) {
    for (const replica of replicas) {
      const view = views.find(({ node }) => node.id === replica.id);
      if (selfLine(view?.lines ?? [])?.primaryId === primary.clusterId) continue;
      await withSession(context, replica, OPERATOR_USER, (session) =>
        session.value("CLUSTER", "REPLICATE", primary.clusterId),
      );
    }
  }
}
