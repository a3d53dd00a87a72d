/** How long the others wait for it, in milliseconds: a node that is down must not hold up those that live. */
const WAIT_MS = 250;

/** One goes first, and the others wait until it was answered. */
export class FirstAnswer {
  private pending: Promise<void> | undefined;
  private settle: (() => void) | undefined;

  /** Resolves when it is there, or takes too long; `undefined` while nobody goes first. */
  get answer(): Promise<void> | undefined {
    return this.pending;
  }

  /** Goes first, unless somebody does. */
  begin(): void {
    this.pending ??= new Promise((resolve) => {
      const timer = setTimeout(() => this.end(), WAIT_MS).unref();
      this.settle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** There is an answer, or none will come. */
  end(): void {
    this.settle?.();
    this.settle = undefined;
    this.pending = undefined;
  }
}
