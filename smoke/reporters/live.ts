import type { CheckResult } from "../report";
import type { Reporter } from "../reporter";
import { visible } from "./visible";

/** Milliseconds between two looks at the clock. */
const TICK_MS = 1000;
/** Erase the line, cursor at its beginning: ECMA-48, EL. */
const ERASE = "\r\u001b[2K";
const NARROWEST = 20;

/** One line on a terminal with what is under way and for how long; gone before anything else is printed. */
export class LiveReporter implements Reporter {
  private check: string | undefined;
  private phase: string | undefined;
  private since = 0;
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param write writes to the terminal
   * @param columns width of the terminal now; a line that wraps cannot be erased
   */
  constructor(
    private readonly write: (text: string) => void,
    private readonly columns: () => number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  onCheckBegin({ id, subject }: Pick<CheckResult, "id" | "subject">): void {
    this.check = `${subject}: ${id}`;
    this.phase = undefined;
    this.since = this.now();
    this.timer ??= setInterval(() => this.draw(), TICK_MS).unref();
    this.draw();
  }

  onProgress(line: string): void {
    this.phase = line;
    this.draw();
  }

  onCheckEnd(): void {
    this.check = undefined;
    this.write(ERASE);
  }

  onRunEnd(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.write(ERASE);
  }

  private draw(): void {
    if (this.check === undefined) return;
    const seconds = Math.floor((this.now() - this.since) / 1000);
    const parts = [this.check, ...(this.phase === undefined ? [] : [this.phase]), `${seconds} s`];
    const text = visible(parts.join(" · ")).replaceAll("\n", " ");
    const width = Math.max(NARROWEST, this.columns()) - 1;
    this.write(`${ERASE}${text.length <= width ? text : `${text.slice(0, width - 1)}…`}`);
  }
}
