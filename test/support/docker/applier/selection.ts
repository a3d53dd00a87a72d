import { blockAddress } from "./block";
import type { Configuration } from "./configuration";
import type { State } from "./state";

/** Which part of a stack a run is about. */
export interface Selection {
  /** Whether an instance takes part. */
  takes(address: string): boolean;
  /** Whether any instance of a resource does. */
  takesBlock(address: string): boolean;
}

export const EVERYTHING: Selection = { takes: () => true, takesBlock: () => true };

/**
 * The targets and all that they depend on, as with Terraform's `-target`.
 *
 * @param targets addresses of resources or of instances
 * @throws Error for one that is neither in the configuration nor in the state
 */
export function selectionOf(
  targets: readonly string[],
  { blocks, instances, graph }: Configuration,
  state: State,
): Selection {
  const dependencies = new Set<string>();
  for (const target of targets) {
    const stored = state
      .instances()
      .filter(({ address }) => address === target || blockAddress(address) === target);
    if (!blocks.has(target) && !instances.has(target) && stored.length === 0) {
      throw new Error(`there is no ${target} to target`);
    }
    for (const each of graph.dependenciesOf(blockAddress(target))) dependencies.add(each);
    for (const each of stored.flatMap((instance) => instance.dependencies)) dependencies.add(each);
  }
  const owners = new Set(targets.map(blockAddress));
  return {
    takes: (address) =>
      targets.includes(address) ||
      targets.includes(blockAddress(address)) ||
      dependencies.has(blockAddress(address)),
    takesBlock: (address) => owners.has(address) || dependencies.has(address),
  };
}
