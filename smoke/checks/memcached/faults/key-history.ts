import { randomUUID } from "node:crypto";

/** What is known of a write to a key, as of every write that the harness does. */
export type Written = "acknowledged" | "failed" | "unknown";

/** Why a value cannot be what was last written under a key. */
export type WrongValue = "of another key" | "overwritten before" | "never written";

/** Stands between a key and what makes its value unique; no key of the harness holds it. */
const SEPARATOR = "#";

/**
 * The values that one key may have. No two writes to it may be under way at a time. A write of which nobody
 * knows whether it was carried out may be carried out at any later moment: a server that was frozen finds
 * it in its socket.
 */
export class KeyHistory {
  private readonly attempted = new Set<string>();
  private readonly unknown = new Set<string>();
  private last: string | undefined;

  constructor(readonly key: string) {}

  /** A value that tells its key, and that no other write has. */
  nextValue(padding = ""): string {
    const value = `${this.key}${SEPARATOR}${randomUUID()}${padding}`;
    this.attempted.add(value);
    return value;
  }

  record(value: string, outcome: Written): void {
    if (outcome === "acknowledged") this.last = value;
    if (outcome === "unknown") this.unknown.add(value);
  }

  /** `undefined` where the value may be there. */
  problemOf(value: string): WrongValue | undefined {
    if (value === this.last || this.unknown.has(value)) return undefined;
    if (this.attempted.has(value)) return "overwritten before";
    return value.startsWith(`${this.key}${SEPARATOR}`) ? "never written" : "of another key";
  }
}
