import { selfLine } from "../../../../constructs/redis/cluster-nodes";
import { parseSlotRange, SLOT_COUNT } from "../../../../constructs/redis/slots";
import type { NodeView } from "../../../../operate/redis/cluster-watch";

/** A node that served a slot which another one had won before, as both say themselves. */
export interface FormerOwner {
  readonly node: string;
  readonly slot: number;
  readonly epoch: number;
  /** The newest epoch that was seen of the slot. */
  readonly newestEpoch: number;
}

/** Two nodes that claim a slot with one and the same epoch: neither would ever give way. */
export interface SharedEpoch {
  readonly nodes: readonly [string, string];
  readonly slot: number;
  readonly epoch: number;
}

interface Claim {
  readonly node: string;
  readonly epoch: number;
  /** Whether the node takes commands. */
  readonly isServing: boolean;
  readonly slots: readonly number[];
}

/**
 * What nodes say of themselves over many looks: who owns which slot, by which config epoch.
 *
 * A look is not one moment for all nodes: what two of them say in the same look may be true one after the other.
 * So an owner counts as a former one only when an earlier look has seen a newer epoch.
 */
export class OwnerClaims {
  private readonly newest = new Int32Array(SLOT_COUNT).fill(-1);
  private readonly owner = new Array<string>(SLOT_COUNT);
  private readonly former: FormerOwner[] = [];
  private readonly shared: SharedEpoch[] = [];
  private count = 0;

  /** Number of looks. */
  get looks(): number {
    return this.count;
  }

  /** One for each node and look. */
  get formerOwners(): readonly FormerOwner[] {
    return this.former;
  }

  get sharedEpochs(): readonly SharedEpoch[] {
    return this.shared;
  }

  observe(views: readonly NodeView[]): void {
    this.count += 1;
    const claims = views.flatMap((view) => claimOf(view) ?? []);
    for (const claim of claims) this.judge(claim);
    for (const { epoch, node, slots } of claims) {
      for (const slot of slots) {
        if (epoch <= (this.newest[slot] ?? -1)) continue;
        this.newest[slot] = epoch;
        this.owner[slot] = node;
      }
    }
    for (const claim of claims) this.compare(claim);
  }

  private judge({ epoch, isServing, node, slots }: Claim): void {
    const slot = slots.find((one) => epoch < (this.newest[one] ?? -1));
    if (!isServing || slot === undefined) return;
    this.former.push({ node, slot, epoch, newestEpoch: this.newest[slot] ?? -1 });
  }

  private compare({ epoch, node, slots }: Claim): void {
    const slot = slots.find((one) => this.newest[one] === epoch && this.owner[one] !== node);
    if (slot === undefined) return;
    this.shared.push({ nodes: [this.owner[slot] ?? "", node], slot, epoch });
  }
}

function claimOf({ isStateOk, lines, node }: NodeView): Claim | undefined {
  const self = selfLine(lines);
  if (self === undefined || self.slots.length === 0) return undefined;
  const slots = self.slots.map(parseSlotRange).flatMap(({ first, last }) => {
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
  return { node: node.id, epoch: self.configEpoch, isServing: isStateOk, slots };
}
