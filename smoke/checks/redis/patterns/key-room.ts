import { slotOf } from "../../../../constructs/redis/slots";
import { exampleOf } from "../glob";

/** Keys that nobody else can have, within what a user may touch: a token stands in each. */
export class KeyRoom {
  /** Beginning as those of the run, so that a later run finds what a crashed one has left. */
  static ofRun(runId: string, name: string): KeyRoom {
    return new KeyRoom(`cf-smoke:${runId}:${name}`, "");
  }

  /** Within a key pattern; `undefined` when it leaves no room. */
  static within(pattern: string, token: string): KeyRoom | undefined {
    const [before, after] = exampleOf(pattern, token)?.split(token) ?? [];
    if (before === undefined || after === undefined) return undefined;
    return new KeyRoom(before + token, after);
  }

  private constructor(
    private readonly before: string,
    private readonly after: string,
  ) {}

  key(group: string, number: number): string {
    return `${this.before}:${group}:${number}${this.after}`;
  }

  /** The pattern, as `SCAN` takes it, that matches every key of a group and no other. */
  patternOf(group: string): string {
    return `${literal(`${this.before}:${group}:`)}*${literal(this.after)}`;
  }

  /** Whether its keys fall into more slots than one: a hash tag of the pattern would keep them in one. */
  get isSpread(): boolean {
    return new Set(Array.from({ length: 8 }, (_, n) => slotOf(this.key("any", n)))).size > 1;
  }
}

function literal(text: string): string {
  return text.replace(/[\\*?[\]^]/g, "\\$&");
}
