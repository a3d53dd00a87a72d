import type { TargetDriver } from "../../../driver";

/**
 * A node that is frozen and thawed: it is thawed once for each time it was frozen, for engines refuse to
 * thaw what runs.
 */
export class FrozenNode {
  private work: Promise<void> = Promise.resolve();
  private isFrozen = false;

  constructor(
    private readonly driver: TargetDriver,
    private readonly ref: string,
  ) {}

  /** @throws what the driver throws */
  freeze(): Promise<void> {
    return this.next(async () => {
      this.isFrozen = true;
      await this.driver.pause(this.ref);
    });
  }

  /** Nothing where the node runs. @throws what the driver throws */
  thaw(): Promise<void> {
    return this.next(async () => {
      if (!this.isFrozen) return;
      await this.driver.resume(this.ref);
      this.isFrozen = false;
    });
  }

  /** A thaw waits for a freeze that is under way, whatever comes of it. */
  private next(step: () => Promise<void>): Promise<void> {
    const done = this.work.then(step);
    this.work = done.catch(() => undefined);
    return done;
  }
}
