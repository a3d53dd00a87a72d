import { ValidationError } from "../core/errors";

/**
 * What the program that started a server does when the server's process has died unasked.
 *
 * - `engine`: nothing. The other nodes guess the death from silence and elect a replica, after about 1.5 times
 *   the node timeout; the node stays down until it is started again.
 * - `promote`: has the replica with most data stand for election at once, then starts the node as its replica.
 *   Where no replica was in sync it waits for the engine's election first.
 * - `restart`: starts the server in place. It serves no writes for its first 2 s; acknowledged writes that had
 *   not reached its disk are gone, with `always` none.
 * - `auto`: as `promote`; but where no replica was in sync, or too few primaries answer for an election, and the
 *   node keeps a log of writes, it starts the server at once.
 */
export const CRASH_POLICIES = ["engine", "promote", "restart", "auto"] as const;

export type CrashPolicy = (typeof CRASH_POLICIES)[number];

/**
 * Refuses what is no policy, as a configuration in JavaScript may have it.
 *
 * @throws ValidationError REDIS_ON_CRASH
 */
export function requireCrashPolicy(policy: string): CrashPolicy {
  const known = CRASH_POLICIES.find((candidate) => candidate === policy);
  if (known !== undefined) return known;
  throw new ValidationError("REDIS_ON_CRASH", {
    problem: "the node runner has no such policy for crashes",
    received: policy,
    allowed: CRASH_POLICIES.join(", "),
    fix: "choose one of the policies",
  });
}
