import type { LoadedManifest } from "../../clients/manifest-file";
import { connectRedis } from "../../clients/redis/connect-redis";
import type { RedisManifest } from "../../constructs/core/manifest";
import { parseClusterNodes, selfLine } from "../../constructs/redis/cluster-nodes";
import { holdsSlot, parseSlotRange, slotOf } from "../../constructs/redis/slots";
import type { RedisProject } from "./connect-named";

const USER = "api";
/** Milliseconds in which a linked replica must have confirmed a write. */
const WAIT_MS = 2000;

/** Writes that were acknowledged, by what the replicas of their shard had said then. */
export interface Written {
  /** Value by key, held by a replica too when the write returned. */
  readonly replicated: ReadonlyMap<string, string>;
  /** Value by key, held by the primary alone as far as anybody knows. */
  readonly unreplicated: ReadonlyMap<string, string>;
}

/** Writes keys into every shard and asks each primary, on the writing connection, who has a copy. */
export async function writeReplicated(
  project: RedisProject,
  name: string,
  count: number,
): Promise<Written> {
  const written = { replicated: new Map<string, string>(), unreplicated: new Map() };
  const { nodes } = project.redis(name).manifest;
  const token = Math.random().toString(36).slice(2);
  for (const { id } of nodes) {
    const probe = await project.connect(name, id);
    const lines = parseClusterNodes((await probe.call("CLUSTER", "NODES")) as string);
    probe.disconnect();
    const slots = selfLine(lines)?.slots ?? [];
    if (slots.length === 0) continue;
    const client = await project.connect(name, id, USER);
    try {
      for (let n = 0; n < count; n++) {
        const key = `session:${token}:${n}`;
        if (!slots.some((run) => holdsSlot(parseSlotRange(run), slotOf(key)))) continue;
        await client.set(key, `${n}`);
        const copies = (await client.call("WAIT", 1, WAIT_MS)) as number;
        (copies > 0 ? written.replicated : written.unreplicated).set(key, `${n}`);
      }
    } finally {
      client.disconnect();
    }
  }
  return written;
}

/** Keys that do not read as they were written. */
export async function missing(
  deployed: LoadedManifest<RedisManifest>,
  expected: ReadonlyMap<string, string>,
): Promise<string[]> {
  const client = await connectRedis(deployed, USER);
  try {
    const lost: string[] = [];
    for (const [key, value] of expected) if ((await client.get(key)) !== value) lost.push(key);
    return lost;
  } finally {
    client.disconnect();
  }
}
