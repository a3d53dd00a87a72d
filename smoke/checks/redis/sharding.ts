import type { RedisManifest } from "../../../constructs/core/manifest";
import { SLOT_COUNT, slotOf } from "../../../constructs/redis/slots";
import { SMOKE_USER } from "../../../constructs/redis/system-users";
import type { Check, CheckContext } from "../../check";
import { describeReply, isError } from "../../probes/redis-session";
import { SeededRandom } from "../../random";
import { binomialInterval } from "../../statistics";
import { inBatches } from "../in-batches";
import { deleteOnExit, openClient, through } from "./cluster-client";
import { demand, type Observation, type AddressedNode } from "../judge";
import { judgeNodes } from "./judge";
import { KEY_TTL_SECONDS, withSession } from "./nodes";
import { slotOwners, type SlotOwners } from "./owners";

const KEYS = 10_000;
/** Keys of others that each node is asked for. */
const REDIRECTIONS = 100;
/** A correct cluster misses one share in about 1.7 million runs. */
const SIGMAS = 5;
const HINT = "compare CLUSTER NODES of the nodes; look for evictions and lost keys in INFO";

/** Keys that a primary holds, and the numbers within which that has to lie. */
interface Share {
  readonly held: number;
  readonly low: number;
  readonly high: number;
  readonly slots: number;
}

export const sharding: Check<RedisManifest> = {
  id: "redis/sharding",
  title: "Keys are exactly where CRC16 says, and the shares are those of the slots",
  proves:
    "Each key written through the cluster client is on the primary of its slot, every other node redirects to it, and each shard's share is within 5 σ of its exact one.",
  kind: "redis-cluster",
  suite: "quick",
  injectsFaults: false,
  run: async (context) => {
    const expected = `${KEYS} keys on the primaries of their slots only, each share within ${SIGMAS} σ`;
    const keys = randomKeys(context);
    const slots = await demand({ expected, hint: HINT }, () => slotOwners(context, HINT));
    await demand({ expected, hint: HINT }, () => writeKeys(context, keys));
    const byOwner = new Map(slots.owners.map((owner) => [owner.id, [] as string[]]));
    for (const key of keys) byOwner.get(slots.ownerOf(slotOf(key)).id)?.push(key);
    const shares = new Map<string, Share>();
    const evidence = await judgeNodes(
      context,
      { expected, hint: HINT },
      async (node) => {
        const own = byOwner.get(node.id);
        const redirected = await redirects(context, node, keys, slots);
        if (own === undefined) return redirected;
        const held = await countHeld(context, node, own);
        const share = slots.slotsOf(node) / SLOT_COUNT;
        const { low, high } = binomialInterval(KEYS, share, SIGMAS);
        shares.set(node.id, { held, low, high, slots: slots.slotsOf(node) });
        return [
          {
            holds: held === own.length,
            seen: `${own.length - held} of ${own.length} keys missing`,
          },
          { holds: low <= held && held <= high, seen: `${held} keys, expected ${low} to ${high}` },
          ...redirected,
        ];
      },
      () => sharesText(shares),
    );
    return {
      ...evidence,
      details: { keys: KEYS, sigmas: SIGMAS, shares: Object.fromEntries(shares) },
    };
  },
};

/** Random names, so that their slots are independent draws; 64 bits never repeat. */
function randomKeys({ runId, seed }: CheckContext<RedisManifest>): string[] {
  const random = new SeededRandom(seed);
  const word = (): string => random.next().toString(16).padStart(8, "0");
  return Array.from({ length: KEYS }, () => `cf-smoke:${runId}:sharding:${word()}${word()}`);
}

async function writeKeys(
  context: CheckContext<RedisManifest>,
  keys: readonly string[],
): Promise<void> {
  const client = await openClient(context);
  deleteOnExit(context, client, keys);
  context.progress(`writing ${keys.length} keys`);
  await inBatches(keys, context.signal, (key) =>
    through(() => client.set(key, "1", "EX", KEY_TTL_SECONDS)),
  );
}

async function countHeld(
  context: CheckContext<RedisManifest>,
  node: AddressedNode,
  keys: readonly string[],
): Promise<number> {
  return withSession(context, node, SMOKE_USER, async (session) => {
    const replies = await inBatches(keys, context.signal, (key) => session.ask("EXISTS", key));
    return replies.filter((reply) => reply.kind === "value" && reply.value === 1).length;
  });
}

/** Asks a node for keys of others: it must name the owner instead of answering. */
async function redirects(
  context: CheckContext<RedisManifest>,
  node: AddressedNode,
  keys: readonly string[],
  slots: SlotOwners,
): Promise<Observation[]> {
  const foreign = keys
    .filter((key) => slots.ownerOf(slotOf(key)).id !== node.id)
    .slice(0, REDIRECTIONS);
  return withSession(context, node, SMOKE_USER, async (session) => {
    const replies = await session.askAll(foreign.map((key) => ["EXISTS", key]));
    const wrong = replies.flatMap((reply, index) => {
      const slot = slotOf(foreign[index] ?? "");
      const owner = slots.ownerOf(slot);
      const wanted = `MOVED ${slot} ${owner.networkHost ?? owner.host}:${owner.port}`;
      const holds = isError(reply, "MOVED") && describeReply(reply) === wanted;
      return holds ? [] : [`${describeReply(reply)} instead of ${wanted}`];
    });
    const seen = `${foreign.length - wrong.length} of ${foreign.length} strange keys redirected`;
    return [{ holds: wrong.length === 0, seen: [seen, ...wrong.slice(0, 1)].join(", such as ") }];
  });
}

function sharesText(shares: ReadonlyMap<string, Share>): string {
  return [...shares]
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([node, { held, low, high }]) => `${node} holds ${held} (${low} to ${high})`)
    .join(", ");
}
