import { setTimeout as sleep } from "node:timers/promises";
import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { NodeView } from "../../../../operate/redis/cluster-watch";
import type { CheckContext } from "../../../check";
import { type FaultNode, faultNodes } from "../live-shards";
import { openWatch } from "../whole-cluster";

const POLL_MS = 25;

/** What is looked at, from when on, and for how long. */
export interface Look {
  /** Nodes that answer; one that is frozen would hold the look up. */
  readonly nodes: readonly FaultNode[];
  /** Moment from which milliseconds count, on the clock of `performance.now()`. */
  readonly since: number;
  /** Milliseconds since then. */
  readonly untilMs: number;
}

/** When each of several things was first seen, in milliseconds; absent what was not. */
export type FirstSeen<K extends string> = { readonly [name in K]?: number };

/**
 * Looks at nodes again and again.
 *
 * @param conditions what is looked for in what the nodes say
 * @param last the condition that ends the look early. @default - the look ends with its time
 */
export async function firstSeen<K extends string>(
  context: CheckContext<RedisManifest>,
  { nodes, since, untilMs }: Look,
  conditions: Readonly<Record<K, (views: readonly NodeView[]) => boolean>>,
  last?: NoInfer<K>,
): Promise<FirstSeen<K>> {
  const watch = openWatch(context, nodes);
  const names = Object.keys(conditions) as K[];
  let seen: FirstSeen<K> = {};
  for (;;) {
    context.signal.throwIfAborted();
    const views = await watch.look();
    const ms = Math.round(performance.now() - since);
    const news = names.filter((name) => conditions[name](views));
    seen = { ...Object.fromEntries(news.map((name) => [name, ms])), ...seen };
    if ((last !== undefined && seen[last] !== undefined) || ms >= untilMs) return seen;
    await sleep(POLL_MS, undefined, { signal: context.signal });
  }
}

/** Every node of the manifest but some. */
export function nodesBeside(
  context: CheckContext<RedisManifest>,
  away: readonly FaultNode[],
): FaultNode[] {
  return faultNodes(context).filter(({ id }) => away.every((node) => node.id !== id));
}
