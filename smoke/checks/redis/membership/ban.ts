import { setTimeout as sleep } from "node:timers/promises";
import type { RedisManifest } from "../../../../constructs/core/manifest";
import { isVersionBelow } from "../../../../constructs/core/version";
import { HEALTH_USER } from "../../../../constructs/redis/system-users";
import type { CheckContext } from "../../../check";
import type { FaultNode } from "../live-shards";
import { withSession } from "../nodes";

/** A node does not take a forgotten one up again for so long (`CLUSTER_BLACKLIST_TTL`, `cluster.c` of Redis 7.0). */
export const BAN_MS = 60_000;
/** The engine counts in whole seconds, and the last ping that tells of a ban may be under way. */
const LATE_MS = 2000;
/** From here on pings tell of forgotten nodes (`CLUSTERMSG_EXT_TYPE_FORGOTTEN_NODE`); Valkey counts as 7.2.4. */
const TOLD_SINCE = "7.2.0";

/**
 * Milliseconds for which a forgotten node is forgotten again by whoever hears of the ban: it may be met in
 * vain only. 0 where nodes do not tell each other of bans.
 *
 * @throws NodeFailure
 */
export async function toldBanMs(
  context: CheckContext<RedisManifest>,
  node: FaultNode,
): Promise<number> {
  const info = await withSession(context, node, HEALTH_USER, (session) =>
    session.value("INFO", "server"),
  );
  const version = /^redis_version:(\S+)/m.exec(String(info))?.[1];
  if (version === undefined) throw new RangeError(`node ${node.id} tells no redis_version`);
  return isVersionBelow(version, TOLD_SINCE) ? 0 : BAN_MS + LATE_MS;
}

/** Waits until a time has passed since a moment on the clock of `performance.now()`. */
export async function awaitEndOfBan(
  { progress, signal }: CheckContext<RedisManifest>,
  forgottenAt: number,
  banMs: number,
): Promise<void> {
  const left = forgottenAt + banMs - performance.now();
  if (left <= 0) return;
  progress(`waiting ${Math.ceil(left / 1000)} s: the nodes tell each other whom to forget`);
  await sleep(left, undefined, { signal });
}
