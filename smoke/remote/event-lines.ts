import type { RunEvent } from "./events";

const MARK = "cachefort-event";
/** Docker cuts lines of a log at 16 KiB, and a line is ASCII: one byte for each character. */
const PART_LENGTH = 8000;
const LINE = new RegExp(`^${MARK} (\\d+) (\\d+)/(\\d+) (.*)$`);

/** Writes events as numbered lines of a log, where other lines may stand between them. */
export class EventWriter {
  private written = 0;

  constructor(private readonly write: (line: string) => void) {}

  tell(event: RunEvent): void {
    const text = ascii(JSON.stringify(event));
    const parts = Math.ceil(text.length / PART_LENGTH);
    for (let part = 0; part < parts; part += 1) {
      const piece = text.slice(part * PART_LENGTH, (part + 1) * PART_LENGTH);
      this.write(`${MARK} ${this.written} ${part + 1}/${parts} ${piece}`);
    }
    this.written += 1;
  }
}

/** Reads events from lines of a log, in the order in which they were written. */
export class EventReader {
  private next = 0;
  private readonly pieces = new Map<number, string[]>();

  /**
   * @returns the events that are complete now; `undefined` for a line that is none of an event
   */
  read(line: string): RunEvent[] | undefined {
    const [, number, part, parts, piece] = LINE.exec(line) ?? [];
    if (number === undefined || piece === undefined) return undefined;
    const pieces = this.pieces.get(Number(number)) ?? new Array<string>(Number(parts)).fill("");
    pieces[Number(part) - 1] = piece;
    this.pieces.set(Number(number), pieces);
    return this.complete();
  }

  /** Whether an event has come whose predecessor, or a part of it, has not. */
  get isIncomplete(): boolean {
    return this.pieces.size > 0;
  }

  private complete(): RunEvent[] {
    const events: RunEvent[] = [];
    for (;;) {
      const pieces = this.pieces.get(this.next);
      if (pieces === undefined || pieces.includes("")) return events;
      events.push(JSON.parse(pieces.join("")) as RunEvent);
      this.pieces.delete(this.next);
      this.next += 1;
    }
  }
}

function ascii(json: string): string {
  return json.replaceAll(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
