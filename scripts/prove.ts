// Repeats what a single run cannot prove: `npm run prove`, or with the first words of steps, `npm run prove -- full 'standard 1'`.
// It may be interrupted at any time; the next run of the same commit goes on with what has not passed yet.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { chosenSteps } from "./chosen-steps";
import { ensureImages } from "../test/support/docker/image-builder";
import { runTool } from "./test/command";
import { lackingForDocker } from "./test/docker";
import type { Suite } from "../smoke/check";
import { readIfPresent, writePrivateFile } from "../secrets/files";
import { cachefort, ROOT } from "../test/support/cachefort";
import { interruptedSmoke } from "../test/support/interrupted-smoke";
import { interruptedUp } from "../test/support/interrupted-up";

const REPETITIONS = 20;
const FULL_RUNS = 5;
const PATTERNS_RUNS = 10;
/** More than two thirds of them hit a check under way. */
const INTERRUPTED_RUNS = 75;
const SOAK = "10m";

/** One thing to be proven once; what it resolves with is shown. */
interface Step {
  readonly id: string;
  /** Why it cannot be proven here. @default - it can */
  readonly whySkipped?: () => Promise<string | undefined>;
  run(): Promise<string>;
}

const seedsTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);
const seeds = seedsTo(REPETITIONS);
const steps: readonly Step[] = [
  ...seeds.map((seed) => ({ id: `standard ${seed}`, run: () => suite("standard", seed) })),
  ...seedsTo(FULL_RUNS).map((seed) => ({ id: `full ${seed}`, run: () => suite("full", seed) })),
  ...seedsTo(PATTERNS_RUNS).map((seed) => ({
    id: `patterns ${seed}`,
    run: () => suite("patterns", seed),
  })),
  ...seeds.map((seed) => ({ id: `interrupted ${seed}`, run: () => interrupted(seed) })),
  ...seedsTo(INTERRUPTED_RUNS).map((seed) => ({
    id: `interrupted smoke ${seed}`,
    run: () => smokeInterrupted(seed),
  })),
  { id: "soak", run: () => suite("soak", 1, "--for", SOAK) },
  { id: "scenarios", run: () => filesOf("scenarios") },
  { id: "scenarios on docker", whySkipped: lackingForDocker, run: scenariosOnDocker },
];

async function suite(name: Suite | "soak", seed: number, ...options: string[]): Promise<string> {
  await succeed("up", "ci", "--no-smoke");
  const start = performance.now();
  await succeed("smoke", "ci", "--suite", name, "--seed", String(seed), ...options);
  return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}

/** Every test file of a folder, one after the other. */
async function filesOf(folder: string): Promise<string> {
  const start = performance.now();
  const words = [
    "--selectProjects",
    "e2e",
    "--runInBand",
    "--testPathPatterns",
    `test/e2e/${folder}/`,
  ];
  const code = await runTool("jest/bin/jest.js", words);
  if (code !== 0) throw new Error(`jest ended with ${code}`);
  return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}

/** The suite `full` on both images of Redis and Valkey, each with a ring, among them. */
async function scenariosOnDocker(): Promise<string> {
  await ensureImages();
  return filesOf("scenarios-docker");
}

async function interrupted(seed: number): Promise<string> {
  const { afterMs, code } = await interruptedUp(seed);
  return `after ${afterMs} ms, up ended with ${code}`;
}

async function smokeInterrupted(seed: number): Promise<string> {
  await succeed("up", "ci", "--no-smoke");
  const { afterMs, check, code, isUnderWay, signal } = await interruptedSmoke(seed);
  const moment = isUnderWay ? "under way" : "before or after the check";
  return `${check}, ${signal} after ${afterMs} ms (${moment}), smoke ended with ${code ?? "the signal"}`;
}

async function succeed(...words: string[]): Promise<void> {
  const { code, stdout, stderr } = await cachefort(...words);
  if (code !== 0) throw new Error(`${words.join(" ")} ended with ${code}:\n${stderr}\n${stdout}`);
}

/** What was passed before counts for exactly the same sources. */
function recordFile(): string {
  const git = (...words: string[]): string =>
    execFileSync("git", words, { cwd: ROOT, encoding: "utf8", maxBuffer: 2 ** 28 });
  const sources = createHash("sha256")
    .update(git("rev-parse", "HEAD") + git("status", "--porcelain") + git("diff", "HEAD"))
    .digest("hex")
    .slice(0, 12);
  return join(ROOT, ".cachefort", "prove", `${sources}.json`);
}

async function main(): Promise<void> {
  const chosen = chosenSteps(steps, process.argv.slice(2));
  const file = recordFile();
  const passed = new Set(JSON.parse(readIfPresent(file) ?? "[]") as string[]);
  const before = passed.size;
  let failed = 0;
  let skipped = 0;
  for (const [index, step] of chosen.entries()) {
    if (passed.has(step.id)) continue;
    process.stderr.write(`${index + 1}/${chosen.length} ${step.id} …\n`);
    const reason = await step.whySkipped?.();
    if (reason !== undefined) {
      process.stderr.write(`  skipped: ${reason}\n`);
      skipped += 1;
      continue;
    }
    try {
      process.stderr.write(`  passed: ${await step.run()}\n`);
      passed.add(step.id);
      writePrivateFile(file, JSON.stringify([...passed]));
    } catch (error) {
      failed += 1;
      process.stderr.write(`  failed: ${(error as Error).message}\n`);
    }
  }
  await succeed("down", "ci", "--data");
  process.stdout.write(
    `${passed.size} passed (${before} of them before), ${failed} failed, ${skipped} skipped\n`,
  );
  process.exitCode = failed === 0 ? 0 : 1;
}

void main();
