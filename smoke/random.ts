/** Numbers that a seed repeats. Not for secrets. */
export class SeededRandom {
  private state: number;

  /** @param seed any whole number; only its lowest 32 bits count */
  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** The next whole number from 0 to 2³² − 1 (mulberry32 by Tommy Ettinger, public domain). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** A whole number from 0 to `limit` − 1. */
  below(limit: number): number {
    return Math.floor((this.next() / 2 ** 32) * limit);
  }

  /** One of the values; the list must not be empty. */
  pick<T>(values: readonly T[]): T {
    const value = values[this.below(values.length)];
    if (value === undefined) throw new RangeError("there is nothing to pick from");
    return value;
  }
}
