import { spawn } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { exitWith } from "../cli/exit";
import { ExitCode } from "../constructs/core/errors";
import { INTERRUPTED, untilInterrupted } from "./support/bench";
import { BENCHES, loaderOf } from "./support/benches";
import { RESULTS, writeFigures } from "./support/pages";
import { readResult } from "./support/result";

const ROOT = join(__dirname, "..");
/** Results of a run that is not complete yet. */
const STAGING = join(ROOT, ".cachefort", "bench");

/**
 * Runs every measurement and writes the pages. What was measured before an interruption is kept, and
 * the next run goes on from there; the committed results change only when all are there. Where nothing
 * runs containers, their figures keep the results that they have.
 */
async function main(): Promise<void> {
  const { fresh } = new Command("bench:all")
    .description("every measurement, then README and docs; goes on where it was interrupted")
    .option("--fresh", "begin anew")
    .exitOverride()
    .parse()
    .opts<{ fresh?: boolean }>();
  if (fresh === true) rmSync(STAGING, { recursive: true, force: true });
  const missing = BENCHES.filter(({ script }) => !isStaged(script));
  const minutes = missing.reduce((sum, bench) => sum + bench.minutes, 0);
  say(`${missing.length} of ${BENCHES.length} measurements, about ${Math.ceil(minutes)} minutes`);
  const signal = untilInterrupted();
  for (const [index, bench] of BENCHES.entries()) {
    const { inContainers, minutes: about, script } = bench;
    const name = `[${index + 1}/${BENCHES.length}] ${script}`;
    if (isStaged(script)) {
      const { date, figures } = readResult(staged(script));
      say(`${name}: kept, ${figures[0]?.samples.length} runs of ${date}; --fresh begins anew`);
      continue;
    }
    say(`${name}: about ${about} minutes`);
    const code = await measure(script, loaderOf(bench), signal);
    if (signal.aborted) process.exit(INTERRUPTED);
    if (inContainers && code === ExitCode.unavailable) {
      say(`${name}: skipped, see above; its earlier result stays`);
      continue;
    }
    if (code !== 0) {
      say(`${name} ended with ${code}; what was measured before is kept`);
      process.exit(code);
    }
  }
  mkdirSync(RESULTS, { recursive: true });
  for (const { script } of BENCHES.filter((bench) => isStaged(bench.script))) {
    renameSync(staged(script), join(RESULTS, `${script}.json`));
  }
  rmSync(STAGING, { recursive: true, force: true });
  for (const path of writeFigures()) say(`written: ${path}`);
}

/** @returns the exit code; a measurement that was interrupted has stopped what it started */
function measure(script: string, loader: readonly string[], signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    const words = [...loader, join("bench", `${script}.ts`), "--json", staged(script)];
    const child = spawn(process.execPath, words, { cwd: ROOT, stdio: "inherit" });
    const interrupt = (): void => void child.kill("SIGINT");
    signal.addEventListener("abort", interrupt);
    child.once("error", reject);
    child.once("close", (code) => {
      signal.removeEventListener("abort", interrupt);
      resolve(code ?? INTERRUPTED);
    });
  });
}

function staged(script: string): string {
  return join(STAGING, `${script}.json`);
}

function isStaged(script: string): boolean {
  return existsSync(staged(script));
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

main().catch(exitWith);
