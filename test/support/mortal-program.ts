import { type ChildProcess, spawn } from "node:child_process";
import { until } from "../../operate/host/until";
import { ROOT } from "./cachefort";

const SAID_MS = 20_000;

/** A TypeScript program that is killed, frozen and continued. */
export class MortalProgram {
  readonly lines: string[] = [];
  private errors = "";
  private rest = "";
  private readonly child: ChildProcess;
  private readonly ended: Promise<unknown>;

  constructor(program: string, words: readonly string[]) {
    this.child = spawn(process.execPath, ["--import", "tsx", program, ...words], { cwd: ROOT });
    this.child.stdout?.setEncoding("utf8").on("data", (text: string) => this.hear(text));
    this.child.stderr?.setEncoding("utf8").on("data", (text: string) => (this.errors += text));
    this.ended = new Promise((resolve) => void this.child.once("close", resolve));
  }

  /** Waits until it has said a line that begins so, once more than so many times. */
  async said(start: string, more = 0): Promise<void> {
    const isSaid = (): boolean => this.lines.filter((line) => line.startsWith(start)).length > more;
    if (await until(SAID_MS, isSaid)) return;
    throw new Error(`the program has not said ${start}: ${this.errors}`);
  }

  signal(signal: "SIGSTOP" | "SIGCONT" | "SIGTERM"): void {
    this.child.kill(signal);
  }

  /** Ends it at once; nothing that it does then is heard. */
  async kill(): Promise<void> {
    this.child.kill("SIGKILL");
    await this.ended;
  }

  /** Waits for its end. @returns its exit code */
  async end(): Promise<number | null> {
    await this.ended;
    return this.child.exitCode;
  }

  private hear(text: string): void {
    const lines = (this.rest + text).split("\n");
    this.rest = lines.pop() ?? "";
    this.lines.push(...lines);
  }
}
