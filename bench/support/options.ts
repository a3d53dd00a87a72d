import { Command, InvalidArgumentError } from "commander";

/** What a person may say about a measurement. */
export interface BenchOptions {
  /** Number of measurements of the main series, from 1. */
  readonly runs?: number;
  /** Seed of every random choice, from 1. */
  readonly seed?: number;
  /** File that the result is written to. */
  readonly json?: string;
}

/**
 * Reads the words of a command line; the environment variable RUNS counts where `--runs` is not given.
 *
 * @throws CommanderError after the problem was printed
 */
export function readOptions(
  script: string,
  defaultRuns: number,
  words: readonly string[],
  env: NodeJS.ProcessEnv,
): BenchOptions {
  const command = new Command(`bench:${script}`)
    .option(
      "--runs <number>",
      `measurements of the main series (default: RUNS or ${defaultRuns})`,
      wholeNumber,
    )
    .option("--seed <number>", "repeat the random choices of an earlier run", wholeNumber)
    .option("--json <file>", "write the result with every sample to a file")
    .exitOverride();
  const given = command.parse(words, { from: "user" }).opts<BenchOptions>();
  const fallback = env["RUNS"];
  if (given.runs !== undefined || fallback === undefined) return given;
  try {
    return { ...given, runs: wholeNumber(fallback) };
  } catch (error) {
    return command.error(`error: RUNS is '${fallback}': ${(error as Error).message}`);
  }
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidArgumentError("whole numbers from 1 are allowed.");
}
