import { setTimeout as sleep } from "node:timers/promises";
import type { RedisManifest } from "../../../constructs/core/manifest";
import { linkAgeSeconds, quietSeconds } from "../../../constructs/redis/quiet-time";
import { OPERATOR_USER } from "../../../constructs/redis/system-users";
import { CheckFailure, type CheckContext } from "../../check";
import { SeededRandom } from "../../random";
import type { Judgement } from "../judge";
import type { LiveShard } from "./live-shards";
import { withSession } from "./nodes";

const POLL_MS = 250;
/** A link may break once while the check waits, and everything begins again. */
const PATIENCE = 2;

/**
 * Chooses, by the seed, one of the shards that had no election lately; waits when there is none.
 *
 * @throws CheckFailure when none becomes quiet
 */
export async function chooseQuietShard(
  context: CheckContext<RedisManifest>,
  shards: readonly LiveShard[],
  judgement: Judgement,
): Promise<LiveShard> {
  const needed = quietSeconds(context.deployed.manifest.nodeTimeoutMs);
  const deadline = performance.now() + PATIENCE * needed * 1000;
  const preferred = seededOrder(shards, context.seed);
  for (let isFirst = true; ; isFirst = false) {
    context.signal.throwIfAborted();
    const ages = await Promise.all(preferred.map((shard) => linkAge(context, shard)));
    const quiet = preferred.find((_, index) => (ages[index] ?? 0) >= needed);
    if (quiet !== undefined) return quiet;
    const oldest = Math.max(...ages);
    if (isFirst) {
      context.progress(`waiting ${needed - oldest} s: the last election of every shard is recent`);
    }
    if (performance.now() >= deadline) {
      const measured = `no shard whose replication links stand for ${needed} s, the oldest for ${oldest} s`;
      throw new CheckFailure({ expected: judgement.expected, measured }, judgement.hint);
    }
    await sleep(POLL_MS, undefined, { signal: context.signal });
  }
}

/**
 * When each shard is quiet, given that no election comes in between.
 *
 * @returns moments on the clock of `performance.now()`, in the order of the shards
 * @throws NodeFailure
 */
export async function quietMoments(
  context: CheckContext<RedisManifest>,
  shards: readonly LiveShard[],
): Promise<number[]> {
  const needed = quietSeconds(context.deployed.manifest.nodeTimeoutMs);
  const ages = await Promise.all(shards.map((shard) => linkAge(context, shard)));
  const now = performance.now();
  return ages.map((age) => now + Math.max(0, needed - age) * 1000);
}

function linkAge(context: CheckContext<RedisManifest>, { primary }: LiveShard): Promise<number> {
  return withSession(context, primary, OPERATOR_USER, async (session) =>
    linkAgeSeconds(String(await session.value("CLIENT", "LIST", "TYPE", "replica"))),
  );
}

/** The order in which a seed takes shards: Fisher–Yates, the same for the same seed. */
export function seededOrder<T>(shards: readonly T[], seed: number): T[] {
  const random = new SeededRandom(seed);
  const left = [...shards];
  return shards.map(() => left.splice(random.below(left.length), 1)).flat();
}
