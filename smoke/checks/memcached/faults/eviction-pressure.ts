import type { MemcachedClient } from "../../../../clients/memcached/client";
import { connectMemcached } from "../../../../clients/memcached/connect";
import type { MemcachedStats } from "../../../../clients/memcached/stats";
import type { MemcachedManifest } from "../../../../constructs/core/manifest";
import { ringServerOf } from "../../../../constructs/memcached/ring";
import { type Check, CheckSkip } from "../../../check";
import { SeededRandom } from "../../../random";
import { conclude } from "../../conclude";
import { demand } from "../../judge";
import { deleteKeys } from "../keys";
import { firstUser } from "../session";
import { EVICTION_JUDGEMENT, judgeEviction, VALUE_BYTES } from "./judge-eviction";
import { figureOf } from "./node-figures";
import { Pressure } from "./pressure";
import { Witnesses } from "./witnesses";

const MIB = 1024 * 1024;
/** The harness fills no larger memory. */
const MOST_BYTES = 256 * MIB;
/** A machine whose memory is filled is busy; how fast it answers is not what is asked. */
const ANSWER_WITHIN_MS = 10_000;
/** So much more than the memory holds. */
const BEYOND = 1.25;

export const evictionPressure: Check<MemcachedManifest> = {
  id: "memcached/eviction-pressure",
  title: "More is written than a node's memory holds",
  proves:
    "A node that is full drops what was not used and counts it, keeps what is read often, never gives a wrong value, and takes no other node's keys along.",
  kind: "memcached",
  suite: "full",
  injectsFaults: true,
  timeoutMs: 240_000,
  skippedOn: { aws: "not on this target: what applications hold would be dropped" },
  run: async (context) => {
    const { deployed, onExit, runId, seed, signal } = context;
    const node = new SeededRandom(seed).pick(deployed.manifest.nodes);
    const server = ringServerOf(node);
    const client = connectMemcached(deployed, firstUser(context), {
      timeoutMs: ANSWER_WITHIN_MS,
    });
    onExit(() => client.close());
    const before = await demand(EVICTION_JUDGEMENT, () => statsOf(client));
    const limit = figureOf(before.get(server) ?? {}, "limit_maxbytes");
    if (!(limit <= MOST_BYTES)) {
      throw new CheckSkip(
        `node ${node.id} has a memory of ${limit} bytes, and the harness fills at most ${MOST_BYTES}`,
      );
    }
    const prefix = `cf-smoke:${runId}:eviction-pressure:`;
    const witnesses = new Witnesses(client.ring, `${prefix}once:`);
    const count = Math.ceil((BEYOND * limit) / VALUE_BYTES);
    const pressure = new Pressure(client, server, `${prefix}fill:`, count);
    onExit(() => deleteKeys(client, [...witnesses.keys, ...pressure.keys]));
    await demand(EVICTION_JUDGEMENT, () => witnesses.write(client, signal));
    context.progress(`writing ${count} items of ${VALUE_BYTES} bytes to node ${node.id}`);
    await pressure.write(signal);
    const found = await pressure.read(signal);
    const report = await demand(EVICTION_JUDGEMENT, () => witnesses.read(client, signal));
    const after = await demand(EVICTION_JUDGEMENT, () => statsOf(client));
    return conclude(
      EVICTION_JUDGEMENT,
      [
        { holds: true, seen: `seed ${seed} chose node ${node.id}` },
        ...judgeEviction({ server, count, before, after, pressure, found, report }),
      ],
      { seed, node: node.id, items: count, bytes: count * VALUE_BYTES, limit },
    );
  },
};

async function statsOf(client: MemcachedClient): Promise<Map<string, MemcachedStats>> {
  const { servers } = client.ring;
  const all = await Promise.all(servers.map((server) => client.stats(server)));
  return new Map(servers.map((server, index) => [server, all[index] ?? {}]));
}
