import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exitWith } from "../cli/exit";
import { seriesLine, seriesOf } from "./support/statistics";

/**
 * P6: a synth in a process of its own, as `cdktf` starts it, beside an app with an empty stack; and
 * how it grows with the number of shards.
 */
const RUNS = Number(process.env["RUNS"] ?? 10);
const SHARDS = [3, 50, 125, 250];
const ROOT = join(__dirname, "..");

function main(): void {
  const outdir = mkdtempSync(join(tmpdir(), "cachefort-bench-"));
  const time = (app: string, env: Record<string, string> = {}): number => {
    const begun = performance.now();
    execFileSync("npx", ["tsx", app], {
      cwd: ROOT,
      env: { ...process.env, ...env, CDKTF_OUTDIR: outdir },
    });
    return performance.now() - begun;
  };
  const empty: number[] = [];
  const local: number[] = [];
  const grown = new Map(SHARDS.map((shards): [number, number[]] => [shards, []]));
  try {
    // The first run makes the secrets of the environment and warms the transpiler's cache.
    time("main.ts", { CACHEFORT_ENV: "local" });
    for (let run = 0; run < RUNS; run++) {
      empty.push(time("bench/fixtures/empty-app.ts"));
      local.push(time("main.ts", { CACHEFORT_ENV: "local" }));
      for (const [shards, samples] of grown) {
        samples.push(time("bench/fixtures/host-app.ts", { SHARDS: String(shards) }));
      }
      process.stderr.write(`run ${run + 1}/${RUNS}\n`);
    }
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
  const ratio = seriesOf(local).median / seriesOf(empty).median;
  process.stdout.write(
    [
      seriesLine("empty app", empty),
      seriesLine("environment local", local),
      `ratio of the medians: ${ratio.toFixed(2)}`,
      ...[...grown].map(([shards, samples]) => seriesLine(`${shards} shards × 2`, samples)),
      "",
    ].join("\n"),
  );
}

try {
  main();
} catch (error) {
  exitWith(error);
}
