/** Lets work that is to be alone run beside no other, and all other work beside each other. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();
  private readonly others = new Set<Promise<unknown>>();

  /** Runs after all that was asked for before. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    const before = [this.last, ...this.others];
    const turn = Promise.allSettled(before).then(work);
    this.last = turn;
    return turn;
  }

  /** Runs after what was to be alone, beside all else. */
  together<T>(work: () => Promise<T>): Promise<T> {
    const turn = Promise.allSettled([this.last]).then(work);
    this.others.add(turn);
    const end = (): void => void this.others.delete(turn);
    turn.then(end, end);
    return turn;
  }
}
