import { setTimeout as sleep } from "node:timers/promises";
import type { RedisManifest } from "../../../../constructs/core/manifest";
import { type CheckContext, CheckFailure } from "../../../check";
import type { Judgement, Observation } from "../../judge";
import { linesAt, command } from "./operator";
import { follow, isMember, meetAll, type Member, strangersTo } from "./member";
import { isSettled } from "./settled-line";

const POLL_MS = 100;
/** What takes longer than its bound is still measured up to this multiple of it. */
const PATIENCE = 2;

/**
 * Tells every other node to forget the member, and then the member to forget them.
 *
 * @returns milliseconds until the last of the others was told
 * @throws NodeFailure
 */
export async function forgetEverywhere(
  context: CheckContext<RedisManifest>,
  { node, others }: Member,
): Promise<number> {
  context.progress(`having all nodes forget node ${node.id}`);
  const begunAt = performance.now();
  await Promise.all(
    others.map((other) => command(context, other, "CLUSTER", "FORGET", node.clusterId)),
  );
  const ms = Math.round(performance.now() - begunAt);
  await command(context, node, "CLUSTER", "RESET");
  return ms;
}

/**
 * Looks for as long as gossip needs to reach everybody.
 *
 * @throws CheckFailure when a node knows the member again
 */
export async function requireForgotten(
  context: CheckContext<RedisManifest>,
  member: Member,
  { expected, hint }: Judgement,
  forMs: number,
): Promise<void> {
  const endAt = performance.now() + forMs;
  while (performance.now() < endAt) {
    const unaware = await strangersTo(context, member);
    const aware = member.others.filter((other) => !unaware.includes(other)).map(({ id }) => id);
    if (aware.length > 0) {
      const measured = `forgotten node ${member.node.id} is known again to ${aware.join(", ")}`;
      throw new CheckFailure({ expected, measured }, hint);
    }
    await sleep(POLL_MS, undefined, { signal: context.signal });
  }
}

/**
 * Has the member meet everybody, twice, and follow its primary.
 *
 * @param boundMs milliseconds within which everybody should know it
 * @returns milliseconds until everybody did
 * @throws CheckFailure when somebody never does
 * @throws NodeFailure
 */
export async function meetAgain(
  context: CheckContext<RedisManifest>,
  member: Member,
  { expected, hint }: Judgement,
  boundMs: number,
): Promise<number> {
  context.progress(`having node ${member.node.id} meet all nodes`);
  const metAt = performance.now();
  const since = (): number => Math.round(performance.now() - metAt);
  await meetAll(context, member);
  await meetAll(context, member);
  let knownMs: number | undefined;
  for (;;) {
    const unaware = await strangersTo(context, member);
    if (unaware.length === 0) knownMs ??= since();
    if (knownMs !== undefined) {
      await follow(context, member);
      if (await isMember(context, member)) return knownMs;
    }
    if (since() >= PATIENCE * boundMs) {
      const names = unaware.map(({ id }) => id).join(", ");
      const measured = `node ${member.node.id} does not follow its primary ${since()} ms after it met all nodes; unknown to ${names === "" ? "nobody" : names}`;
      throw new CheckFailure({ expected, measured }, hint);
    }
    await sleep(POLL_MS, undefined, { signal: context.signal });
  }
}

/**
 * Has the member meet everybody once more, and counts the nodes that each one knows when the handshakes must
 * be over.
 *
 * @throws NodeFailure
 */
export async function judgeRepeatedMeet(
  context: CheckContext<RedisManifest>,
  member: Member,
  handshakeMs: number,
): Promise<Observation> {
  await meetAll(context, member);
  await sleep(handshakeMs, undefined, { signal: context.signal });
  const expected = member.lines.length;
  const views = await Promise.all(
    [...member.others, member.node].map(async (node) => {
      const lines = await linesAt(context, node);
      return { node: node.id, known: lines.length, settled: lines.filter(isSettled).length };
    }),
  );
  const wrong = views.filter(({ known, settled }) => known !== expected || settled !== expected);
  if (wrong.length === 0) {
    return { holds: true, seen: "repeated MEETs have changed nothing" };
  }
  const counts = wrong.map(({ known, node }) => `node ${node} knows ${known} of ${expected}`);
  return { holds: false, seen: `after repeated MEETs ${counts.join(", ")}` };
}
