import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CHECKS } from "../../cli/smoke-run";
import { HostDriver } from "../../smoke/faults/host";
import { SeededRandom } from "../../smoke/random";
import { cachefort, startCachefort } from "./cachefort";
import { keyCounts, memcachedDeployed, nodeFolder, paths, redisDeployed } from "./ci-environment";

/** Milliseconds from the start of a run in which it is interrupted; it needs some to load and to connect. */
const EARLIEST_MS = 500;
const LATEST_MS = 7000;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGKILL"] as const;

/** Where a run of the harness keeps its journal. */
export const JOURNAL = join(paths.state, "smoke", "journal.json");

/** What became of one interrupted run of the harness. */
export interface SmokeInterruption {
  readonly check: string;
  readonly signal: (typeof SIGNALS)[number];
  /** Milliseconds after the start of the run. */
  readonly afterMs: number;
  /** How the run ended; `null` by the signal itself. */
  readonly code: number | null;
  /** Whether the check was under way. */
  readonly isUnderWay: boolean;
}

/**
 * Has a check chosen by the seed inject its faults into the environment `ci`, which is up, ends the harness at a
 * moment and by a signal chosen by the seed, and after SIGKILL lets another run find what is left.
 *
 * @throws Error when a node is left stopped, paused or changed, a key is left, or the next run fails
 */
export async function interruptedSmoke(seed: number): Promise<SmokeInterruption> {
  const random = new SeededRandom(seed);
  const { id, kind } = random.pick(
    CHECKS.filter((check) => check.injectsFaults && check.skippedOn?.host === undefined),
  );
  const signal = random.pick(SIGNALS);
  const afterMs = EARLIEST_MS + random.below(LATEST_MS - EARLIEST_MS);
  const subject = kind === "memcached" ? "pages" : "sessions";
  const before = await keyCounts(redisDeployed("sessions"));
  const words = ["smoke", "ci", "--name", subject, "--only", id, "--seed", String(seed)];
  const run = startCachefort(words);
  await Promise.race([sleep(afterMs), run.ended]);
  run.process.kill(signal);
  const { code, stderr, stdout } = await run.ended;
  const what = `seed ${seed}: ${id}, ${signal} after ${afterMs} ms`;
  const mayHaveEnded = signal === "SIGKILL" ? [null, 0, 1] : [130, 0, 1];
  const hasBegun = stderr.includes(`${subject}: ${id}`);
  const isUnderWay = hasBegun && (!stdout.includes(id) || /^\s+\S+\s+interrupted$/m.test(stdout));
  // While it loads, and once it has told the result, a signal ends it as any program.
  if (!mayHaveEnded.includes(code) && (isUnderWay || code !== null))
    throw new Error(`${what}: ended with ${code}:\n${stderr}\n${stdout}`);
  if (code === 1) throw new Error(`${what}: the check did not pass:\n${stderr}`);
  if (signal === "SIGKILL") {
    const next = await cachefort("smoke", "ci", "--name", subject);
    if (next.code !== 0) {
      throw new Error(
        `${what}: the next run ended with ${next.code}:\n${next.stderr}${next.stdout}`,
      );
    }
  }
  await requireNothingLeft(what, before);
  return { check: id, signal, afterMs, code, isUnderWay };
}

async function requireNothingLeft(
  what: string,
  before: Readonly<Record<string, number>>,
): Promise<void> {
  const driver = new HostDriver(paths.manifests);
  for (const { manifest } of [redisDeployed("sessions"), memcachedDeployed("pages")]) {
    for (const { id, ref } of manifest.nodes) {
      if (!(await driver.isRunning(ref)))
        throw new Error(`${what}: ${manifest.name} ${id} is down`);
      const state = stateOf(nodeFolder(manifest.name, id).server()?.pid ?? 0);
      if (state.startsWith("T")) throw new Error(`${what}: ${manifest.name} ${id} is paused`);
    }
  }
  if (existsSync(JOURNAL)) throw new Error(`${what}: the journal is still there`);
  const after = await keyCounts(redisDeployed("sessions"));
  const total = (counts: Readonly<Record<string, number>>): number =>
    Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (total(after) > total(before)) {
    throw new Error(`${what}: ${total(after) - total(before)} keys are left`);
  }
}

function stateOf(pid: number): string {
  return execFileSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" }).trim();
}
