import type { Block } from "./block";

/** Which resource needs which. */
export class Graph {
  private constructor(
    private readonly blocks: ReadonlyMap<string, Block>,
    /** Addresses, each after all that it depends on. */
    readonly order: readonly string[],
    private readonly needs: ReadonlyMap<string, ReadonlySet<string>>,
  ) {}

  /** @throws Error on a resource that is not there, and on cycles */
  static of(blocks: ReadonlyMap<string, Block>): Graph {
    const needs = new Map<string, ReadonlySet<string>>();
    const visit = (address: string, path: readonly string[]): ReadonlySet<string> => {
      const known = needs.get(address);
      if (known !== undefined) return known;
      if (path.includes(address)) {
        const cycle = [...path.slice(path.indexOf(address)), address];
        throw new Error(`resources need each other: ${cycle.join(" → ")}`);
      }
      const block = blocks.get(address);
      if (block === undefined) {
        throw new Error(`${path.at(-1) ?? "the stack"} names ${address}, which is not there`);
      }
      const own = new Set<string>();
      for (const used of block.uses) {
        own.add(used);
        for (const further of visit(used, [...path, address])) own.add(further);
      }
      needs.set(address, own);
      return own;
    };
    for (const address of blocks.keys()) visit(address, []);
    return new Graph(blocks, [...needs.keys()], needs);
  }

  /** Everything that a resource needs, directly or not; nothing for one that is not there any more. */
  dependenciesOf(address: string): ReadonlySet<string> {
    return this.needs.get(address) ?? new Set();
  }

  /**
   * Whether the replacement of a resource comes before the end of the old one.
   *
   * Terraform carries `create_before_destroy` over to everything that such a resource depends on, as
   * far as the resource takes part in the run.
   *
   * @param takesPart false for resources that a `-target` leaves out
   */
  createsBeforeDestroy(address: string, takesPart: (address: string) => boolean): boolean {
    return [...this.blocks.values()].some(
      (block) =>
        block.createBeforeDestroy &&
        takesPart(block.address) &&
        (block.address === address || this.dependenciesOf(block.address).has(address)),
    );
  }
}
