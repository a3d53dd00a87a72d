import { randomInt } from "node:crypto";
import { exitWith } from "../../cli/exit";
import { describeMachine } from "./machine";
import { readOptions } from "./options";
import { requireResult, RESULT_SCHEMA, type BenchResult } from "./result";
import { writeResult } from "./result-file";
import { summaryOf } from "./summary";

/** Exit code of a measurement that a signal ended: 128 + SIGINT. */
export const INTERRUPTED = 130;

/** What a measurement is given. */
export interface BenchRun {
  /** Number of measurements of the main series. */
  readonly runs: number;
  /** Seed of every random choice. */
  readonly seed: number;
  /** Aborted by Ctrl+C: waits end, and what was started is stopped. */
  readonly signal: AbortSignal;
  /** One line on standard error. */
  readonly progress: (line: string) => void;
}

/** A measurement with its baseline. */
export interface Bench {
  readonly id: string;
  /** Name of the script without ending. */
  readonly script: string;
  readonly defaultRuns: number;
  measure(run: BenchRun): Promise<Pick<BenchResult, "versions" | "figures" | "notes" | "growth">>;
}

/**
 * Runs a measurement as a program; see `readOptions`. The summary goes to standard output, progress
 * to standard error. A signal ends it after everything is undone.
 */
export function runBench(bench: Bench): void {
  const signal = untilInterrupted();
  execute(bench, signal).catch((error: unknown) => {
    if (!signal.aborted) exitWith(error);
    // What cannot be undone is told; the interruption itself needs no words.
    if ((error as Error).name !== "AbortError")
      process.stderr.write(`${(error as Error).message}\n`);
    process.exit(INTERRUPTED);
  });
}

/** A signal for `AbortController` users that Ctrl+C and its like abort, however often they come. */
export function untilInterrupted(): AbortSignal {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (!controller.signal.aborted) process.stderr.write("\ninterrupted: stopping what runs\n");
    controller.abort();
  };
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, interrupt);
  return controller.signal;
}

async function execute(bench: Bench, signal: AbortSignal): Promise<void> {
  const options = readOptions(bench.script, bench.defaultRuns, process.argv.slice(2), process.env);
  const { runs = bench.defaultRuns, seed = randomInt(1, 2 ** 31) } = options;
  const progress = (line: string): void => void process.stderr.write(`${bench.id}: ${line}\n`);
  progress(`${runs} runs, seed ${seed}`);
  const started = { date: new Date().toISOString(), machine: describeMachine() };
  const measurement = await bench.measure({ runs, seed, signal, progress });
  signal.throwIfAborted();
  const { id, script } = bench;
  const result = requireResult({
    ...{ schema: RESULT_SCHEMA, id, script, ...started, seed },
    ...measurement,
  });
  process.stdout.write(summaryOf(result));
  if (options.json !== undefined) writeResult(options.json, result);
}
