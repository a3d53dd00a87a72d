import type { RedisManifest } from "../../../../constructs/core/manifest";
import { OPERATOR_USER } from "../../../../constructs/redis/system-users";
import type { Check, CheckContext } from "../../../check";
import { conclude } from "../../conclude";
import { demand, judgeFigure, type Judgement, type Observation } from "../../judge";
import { deleteOnExit, openClient } from "../cluster-client";
import { findWholeCluster, type WholeCluster } from "../failover-stage";
import { KEY_TTL_SECONDS, withSession } from "../nodes";
import { NO_HAND_OVER_ON_AWS } from "../not-on-aws";
import { chooseHandOver, handOverMeanwhile } from "./hand-over-meanwhile";
import { Sweep, type Swept } from "./sweep";
import { SweepLoad, type SweepsSeen } from "./sweep-load";
import { sweepPace } from "./sweep-pace";
import { chooseSweepers } from "./sweepers";
import { sweptKeys } from "./swept-keys";

const TIMEOUT_MS = 180_000;
const JUDGEMENT: Judgement = {
  expected:
    "a deletion by pattern counts exactly the keys that it names, on every shard, and leaves none of them, also while a shard is handed over; other keys stay",
  hint: "see the rights of the user on each node, replicas too, whether somebody else stores such keys, and whether nodes evict what was just stored",
};

export const patternMatching: Check<RedisManifest> = {
  id: "redis/pattern-matching",
  title: "Deletion by pattern on every shard, and while one is handed over",
  proves:
    "A user who was granted SCAN deletes the keys that a pattern names and no others, on every shard, also through a planned failover.",
  kind: "redis-cluster",
  suite: "patterns",
  injectsFaults: true,
  skippedOn: { aws: NO_HAND_OVER_ON_AWS },
  timeoutMs: TIMEOUT_MS,
  run: async (context) => {
    const users = chooseSweepers(context);
    const cluster = await findWholeCluster(context, JUDGEMENT);
    const { length: shards } = cluster.shards;
    const keys = sweptKeys(users.room, shards, cluster.shardOfSlot);
    const held = await demand(JUDGEMENT, () => heldKeys(context, cluster));
    const keysPerSecond = sweepPace(held + keys.doomed.length + keys.kept.length);
    const clients = await demand(JUDGEMENT, async () => ({
      writer: await openClient(context, users.writer),
      sweeper: await openClient(context, users.sweeper),
    }));
    deleteOnExit(context, clients.writer, [...keys.doomed, ...keys.kept]);
    const sweep = new Sweep(clients, keys, KEY_TTL_SECONDS * 1000, context.signal);
    const still = await demand(JUDGEMENT, () => sweep.round({}));
    const load = new SweepLoad(sweep, keysPerSecond);
    context.onExit(async () => void (await load.stop()));
    const chosen = chooseHandOver(context, cluster);
    await handOverMeanwhile(context, cluster, chosen, JUDGEMENT, () => load.begun());
    const seen = await load.stop();
    const { replica, shard } = chosen;
    return conclude(
      JUDGEMENT,
      [
        { holds: true, seen: `seed ${context.seed} chose node ${replica.id}` },
        {
          holds: still.deleted === still.stored,
          seen: `${users.sweeper} counted ${still.deleted} of ${still.stored} keys on ${shards} shards`,
        },
        ...judgeSweeps(seen, `node ${replica.id} took over from ${shard.primary.id}`),
        ...judgeKeys([still, ...seen.rounds]),
      ],
      { seed: context.seed, node: replica.id, user: users.sweeper },
    );
  },
};

/** An answer that is lost on the way counts nothing, and no key is counted twice. */
function judgeSweeps({ failures, rounds }: SweepsSeen, what: string): Observation[] {
  const counted = rounds.map(({ deleted }) => deleted).join(", ");
  return [
    {
      holds: rounds.length > 0 && rounds.every(({ deleted, stored }) => deleted <= stored),
      seen: `${rounds.length} deletions while ${what} counted ${rounds.length === 0 ? "nothing" : counted}`,
    },
    {
      holds: failures.length === 0,
      seen: `${failures.length} deletions failed${failures.map((text) => `: ${text}`).join("")}`,
    },
  ];
}

function judgeKeys(sweeps: readonly Swept[]): Observation[] {
  const left = sweeps.reduce((sum, one) => sum + one.left, 0);
  const missing = sweeps.reduce((sum, one) => sum + one.missing, 0);
  const none = { unit: "count", atMost: 0 } as const;
  return [
    {
      ...judgeFigure({
        ...none,
        what: "keys left",
        measured: left,
        derivation: "a key that is there from the beginning to the end of a deletion is deleted",
      }),
      seen: `${left} keys left`,
    },
    {
      ...judgeFigure({
        ...none,
        what: "other keys deleted",
        measured: missing,
        derivation: "a pattern names only what it matches",
      }),
      seen: `${missing} other keys deleted`,
    },
  ];
}

/** @throws NodeFailure */
async function heldKeys(
  context: CheckContext<RedisManifest>,
  { shards }: Pick<WholeCluster, "shards">,
): Promise<number> {
  const counts = await Promise.all(
    shards.map(({ primary }) =>
      withSession(context, primary, OPERATOR_USER, async (session) =>
        Number(await session.value("DBSIZE")),
      ),
    ),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}
