import { ownershipOf } from "../../constructs/redis/cluster-nodes";
import type { RedisNodeSample } from "./redis-sample";

/** Nodes of a cluster by who owns which slots in their view; one group is agreement. */
export function nodesByView(samples: readonly RedisNodeSample[]): readonly string[][] {
  const views = new Map<string, string[]>();
  for (const { lines, node } of samples) {
    const view = ownershipOf(lines);
    views.set(view, [...(views.get(view) ?? []), node]);
  }
  return [...views.values()];
}
