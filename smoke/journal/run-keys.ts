import type { LoadedManifest } from "../../clients/manifest-file";
import type { RedisManifest } from "../../constructs/core/manifest";
import { parseClusterNodes, selfLine } from "../../constructs/redis/cluster-nodes";
import { parseSlotRange } from "../../constructs/redis/slots";
import { OPERATOR_USER, SMOKE_USER } from "../../constructs/redis/system-users";
import type { AddressedNode } from "../checks/judge";
import { addressedNodes, withSession } from "../checks/redis/nodes";
import type { RedisSession } from "../probes/redis-session";

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
        session.valueOf(reply);
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
    const count = Number(await session.value("DBSIZE"));
    if (count === 0 || count > MOST_KEYS) return [];
    const slots = await ownSlots(session);
    const keys: string[] = [];
    for (let from = 0; from < slots.length; from += SLOTS_AT_ONCE) {
      const replies = await session.askAll(
        slots
          .slice(from, from + SLOTS_AT_ONCE)
          .map((slot) => ["CLUSTER", "GETKEYSINSLOT", slot, KEYS_PER_SLOT] as const),
      );
      for (const reply of replies) {
        const names = session.valueOf(reply) as readonly string[];
        keys.push(...names.filter((name) => name.startsWith(prefix)));
      }
    }
    return keys;
  });
}

async function ownSlots(session: RedisSession): Promise<number[]> {
  const lines = parseClusterNodes(String(await session.value("CLUSTER", "NODES")));
  return (selfLine(lines)?.slots ?? [])
    .map(parseSlotRange)
    .flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, i) => first + i));
}
