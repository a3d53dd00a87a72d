import { SLOT_COUNT, type SlotRange } from "../../../constructs/redis/slots";

/** Which slots have been looked through, each at the node that owned it all the while. */
export class SlotCoverage {
  private readonly owners = new Array<string | undefined>(SLOT_COUNT).fill(undefined);

  get isWhole(): boolean {
    return !this.owners.includes(undefined);
  }

  /** Whether a slot of the ranges is left. */
  lacks(ranges: readonly SlotRange[]): boolean {
    return slotsOf(ranges).some((slot) => this.owners[slot] === undefined);
  }

  /** A node has been looked through. */
  add(node: string, before: readonly SlotRange[], after: readonly SlotRange[]): void {
    const kept = new Set(slotsOf(after));
    for (const slot of slotsOf(before)) if (kept.has(slot)) this.owners[slot] = node;
  }

  /** Takes out every slot that another node owns by now. Whether there was one. */
  drop(ownerOf: (slot: number) => string | undefined): boolean {
    let isDropped = false;
    for (const [slot, owner] of this.owners.entries()) {
      if (owner === undefined || owner === ownerOf(slot)) continue;
      this.owners[slot] = undefined;
      isDropped = true;
    }
    return isDropped;
  }
}

function slotsOf(ranges: readonly SlotRange[]): number[] {
  return ranges.flatMap(({ first, last }) =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index),
  );
}
