import { setTimeout as sleep } from "node:timers/promises";
import { CachefortError } from "../../constructs/core/errors";
import type { WriteBehind } from "../../clients/cache/behind/write-behind";
import type { Counted, VersionedPeople } from "./versioned-people";

const PAUSE_MS = 2;

/** Saves numbers that grow with each update of a key, and remembers those that were accepted. */
export class NumberedSaves {
  /** The largest accepted number of each key. */
  readonly accepted = new Map<string, number>();
  /** How often a save was refused, by its code. */
  readonly refusals = new Map<string, number>();
  private isOver = false;
  private readonly loops: Promise<void>[];

  constructor(
    private readonly people: Pick<WriteBehind<Counted>, "save">,
    keys: readonly string[],
    /** Milliseconds between the saves of a key. */
    private readonly pauseMs = PAUSE_MS,
  ) {
    this.loops = keys.map((key) => this.loop(key));
  }

  get total(): number {
    return [...this.accepted.values()].reduce((sum, n) => sum + n, 0);
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await Promise.all(this.loops);
  }

  private async loop(key: string): Promise<void> {
    for (let n = 1; !this.isOver; n += 1) {
      try {
        await this.people.save(key, { n });
        this.accepted.set(key, n);
      } catch (error) {
        if (!CachefortError.is(error)) throw error;
        this.refusals.set(error.code, (this.refusals.get(error.code) ?? 0) + 1);
      }
      await sleep(this.pauseMs);
    }
  }
}

/** Keys whose accepted update is not in the store, nor a later one; and keys that were stored out of order. */
export function faults(
  store: VersionedPeople,
  accepted: ReadonlyMap<string, number>,
): readonly string[] {
  return [...accepted].flatMap(([key, n]) => {
    const stored = store.read(key) ?? 0;
    const applied = store.applied(key);
    const isOrdered = applied.every((one, index) => index === 0 || (applied[index - 1] ?? 0) < one);
    return [
      ...(stored >= n ? [] : [`${key}: ${n} was accepted, ${stored} is stored`]),
      ...(isOrdered ? [] : [`${key}: stored as ${applied.join(", ")}`]),
    ];
  });
}
