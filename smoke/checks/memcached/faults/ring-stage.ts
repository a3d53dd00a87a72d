import { setTimeout as sleep } from "node:timers/promises";
import type { LoadedManifest } from "../../../../clients/manifest-file";
import type { MemcachedClient } from "../../../../clients/memcached/client";
import { COMMAND_TIMEOUT_MS, connectMemcached } from "../../../../clients/memcached/connect";
import type {
  MemcachedManifest,
  MemcachedManifestNode,
} from "../../../../constructs/core/manifest";
import { ringServerOf } from "../../../../constructs/memcached/ring";
import { type CheckContext, CheckSkip } from "../../../check";
import { SeededRandom } from "../../../random";
import { demand, type Judgement } from "../../judge";
import { deleteKeys, keysByServer } from "../keys";
import { firstUser } from "../session";
import { LoopDelay } from "./loop-delay";
import { RingLoad, type RingLoadProps } from "./ring-load";
import { Witnesses } from "./witnesses";

/** Milliseconds of load before a fault, and after the node has recovered from it. */
const SETTLED_MS = 1000;
const KEYS_PER_NODE = 100;
const PER_SECOND = 50;
/** A ring may have 100 nodes: the load of all stays below this. */
const MOST_PER_SECOND = 500;

/** How a scenario connects its client; tests plant one that keeps no time-out. */
export interface RingScenarioOptions {
  /** @default - `connectMemcached`, the client preset of the kit */
  readonly connect?: (deployed: LoadedManifest<MemcachedManifest>, user: string) => MemcachedClient;
}

export interface RingStageProps extends RingScenarioOptions {
  /** Part of every key, as in the check's id. */
  readonly noun: string;
  readonly judgement: Judgement;
  /** @default "mixed" */
  readonly manner?: RingLoadProps["manner"];
  /** @default 100 */
  readonly keysPerNode?: number;
}

/** A ring under load, and the node of it that a fault is for. */
export interface RingStage {
  readonly node: MemcachedManifestNode;
  /** The node as in `ring.servers`. */
  readonly server: string;
  readonly client: MemcachedClient;
  readonly load: RingLoad;
  readonly witnesses: Witnesses;
  /** Since the load began. */
  readonly delay: LoopDelay;
  /** Most time that a request of the client takes by its preset, in ms. */
  readonly timeoutMs: number;
  /** On the clock of `performance.now()`. */
  readonly startedAt: number;
}

/**
 * Chooses a node by the seed, writes keys to every node and starts a load on all of them. The load ends and
 * the keys go with the check.
 *
 * @throws CheckFailure when the ring does not take the keys
 * @throws CheckSkip when there is no other node
 */
export async function setRingStage(
  context: CheckContext<MemcachedManifest>,
  { connect = connectMemcached, judgement, keysPerNode, manner, noun }: RingStageProps,
): Promise<RingStage> {
  const { deployed, onExit, runId, seed, signal } = context;
  const { nodes } = deployed.manifest;
  if (nodes.length < 2) throw new CheckSkip("the ring has one node: no other can stay unaffected");
  const random = new SeededRandom(seed);
  const node = random.pick(nodes);
  const client = connect(deployed, firstUser(context));
  onExit(() => client.close());
  const prefix = `cf-smoke:${runId}:${noun}:`;
  const keys = keysByServer(client.ring, `${prefix}load:`, keysPerNode ?? KEYS_PER_NODE);
  const witnesses = new Witnesses(client.ring, `${prefix}once:`);
  const perSecond = Math.min(PER_SECOND, Math.ceil(MOST_PER_SECOND / nodes.length));
  const load = new RingLoad({ client, keys, perSecond, manner: manner ?? "mixed", random });
  onExit(() => deleteKeys(client, [...witnesses.keys, ...[...keys.values()].flat()]));
  onExit(() => load.stop());
  await demand(judgement, async () => {
    await load.fill(signal);
    await witnesses.write(client, signal);
  });
  const delay = LoopDelay.start();
  onExit(() => Promise.resolve(delay.stop()));
  const startedAt = performance.now();
  load.start();
  await sleep(SETTLED_MS, undefined, { signal });
  return {
    ...{ node, server: ringServerOf(node), client, load, witnesses, delay },
    ...{ timeoutMs: COMMAND_TIMEOUT_MS, startedAt },
  };
}

/** Lets the load of a stage run a while longer, and ends it. */
export async function settleAndStop(
  { signal }: CheckContext<MemcachedManifest>,
  { load }: RingStage,
): Promise<void> {
  await sleep(SETTLED_MS, undefined, { signal });
  await load.stop();
}
