import { execFile } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const ROOT = join(__dirname, "../..");
const PEAK_MEMORY = join(__dirname, "peak-memory.cjs");

/** What a program took from its start to its end. */
export interface Cost {
  readonly milliseconds: number;
  /** Resident memory of its largest process at the peak. */
  readonly peakMiB: number;
}

/**
 * Runs an app in processes of its own, as `cdktf` starts it by `cdktf.json`.
 *
 * @param app file of the app in the project
 * @param scratch folder for its output, which exists
 */
export async function runCold(
  app: string,
  scratch: string,
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Cost> {
  const peaks = join(scratch, "peaks");
  rmSync(peaks, { force: true });
  const begun = performance.now();
  await promisify(execFile)("npx", ["tsx", app], {
    cwd: ROOT,
    signal,
    env: {
      ...process.env,
      ...env,
      CDKTF_OUTDIR: join(scratch, "out"),
      NODE_OPTIONS: `--require ${JSON.stringify(PEAK_MEMORY)}`,
      BENCH_PEAK_FILE: peaks,
    },
  });
  const milliseconds = performance.now() - begun;
  const kib = readFileSync(peaks, "utf8").trim().split("\n").map(Number);
  return { milliseconds, peakMiB: Math.max(...kib) / 1024 };
}
