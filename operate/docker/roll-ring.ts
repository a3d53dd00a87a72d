import type { LoadedManifest } from "../../clients/manifest-file";
import type { MemcachedManifest } from "../../constructs/core/manifest";
import { waitForRing } from "../memcached/wait-for-ring";
import type { Applier } from "./applier";
import { containerProcesses } from "./container-processes";
import type { WantedContainer } from "./synthesized";

/** A change of a running ring, node by node. */
export interface RingRoll {
  readonly wanted: LoadedManifest<MemcachedManifest>;
  /** Names of the containers that exist: a node that is added comes after all changes. */
  readonly existing: ReadonlySet<string>;
  readonly changed: readonly WantedContainer[];
  readonly applier: Applier;
  readonly log: (line: string) => void;
}

/**
 * Replaces changed nodes one at a time. After each, it waits for all nodes that are as they are wanted:
 * those that wait for their turn may not know a new user or password yet.
 *
 * @throws OperationError MEMCACHED_NODE_NOT_READY
 */
export async function rollRing({
  applier,
  changed,
  existing,
  log,
  wanted,
}: RingRoll): Promise<void> {
  const { manifest } = wanted;
  const former = new Set(changed.map(({ name }) => name));
  for (const container of changed) {
    log(`replacing ${container.name}: its configuration changed`);
    await applier.apply([container.address]);
    former.delete(container.name);
    const nodes = manifest.nodes.filter(({ ref }) => existing.has(ref) && !former.has(ref));
    await waitForRing(
      { ...wanted, manifest: { ...manifest, nodes } },
      containerProcesses(manifest),
    );
  }
}
