import type { LoadedManifest } from "../../clients/manifest-file";
import type { RedisManifest } from "../../constructs/core/manifest";
import { parseClusterNodes, selfLine } from "../../constructs/redis/cluster-nodes";
import { parseSlotRange } from "../../constructs/redis/slots";
import { OPERATOR_USER, SMOKE_USER } from "../../constructs/redis/system-users";
import type { AddressedNode } from "../checks/judge";
import { addressedNodes, withSession } from "../checks/redis/nodes";
import { NodeFailure, type RedisSession, type Reply } from "../probes/redis-session";

/** Nodes with more keys are not searched: what the harness writes is gone after minutes anyway. */
const MOST_KEYS = 1_000_000;
/** Names that one slot is asked for; keys of a run spread over all slots. */
const KEYS_PER_SLOT = 10_000;
const SLOTS_AT_ONCE = 512;

/**
 * Deletes what a run that crashed has left: `SCAN` is granted to nobody, but the operator may ask which keys
 * a slot holds.
 *
 * @throws NodeFailure
 */
export async function deleteRunKeys(
  deployed: LoadedManifest<RedisManifest>,
  runId: string,
): Promise<void> {
  for (const node of addressedNodes({ deployed })) {
    const keys = await keysOf(deployed, node, `cf-smoke:${runId}:`);
    if (keys.length === 0) continue;
    await withSession({ deployed }, node, SMOKE_USER, async (session) => {
      for (const reply of await session.askAll(keys.map((key) => ["DEL", key] as const))) {
        valueOf(reply, node);
      }
    });
  }
}

/** Keys of the node's own slots that start with the prefix; replicas own none. */
function keysOf(
  deployed: LoadedManifest<RedisManifest>,
  node: AddressedNode,
  prefix: string,
): Promise<string[]> {
  return withSession({ deployed }, node, OPERATOR_USER, async (session) => {
    const count = Number(valueOf(await session.ask("DBSIZE"), node));
    if (count === 0 || count > MOST_KEYS) return [];
    const slots = await ownSlots(session, node);
    const keys: string[] = [];
    for (let from = 0; from < slots.length; from += SLOTS_AT_ONCE) {
      const replies = await session.askAll(
        slots
          .slice(from, from + SLOTS_AT_ONCE)
          .map((slot) => ["CLUSTER", "GETKEYSINSLOT", slot, KEYS_PER_SLOT] as const),
      );
      for (const reply of replies) {
        const names = valueOf(reply, node) as readonly string[];
        keys.push(...names.filter((name) => name.startsWith(prefix)));
      }
    }
    return keys;
  });
}

async function ownSlots(session: RedisSession, node: AddressedNode): Promise<number[]> {
  const lines = parseClusterNodes(String(valueOf(await session.ask("CLUSTER", "NODES"), node)));
  return (selfLine(lines)?.slots ?? [])
    .map(parseSlotRange)
    .flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, i) => first + i));
}

function valueOf(reply: Reply, { host, port }: AddressedNode): unknown {
  if (reply.kind === "value") return reply.value;
  throw new NodeFailure(`${host}:${port}`, new Error(reply.message));
}
