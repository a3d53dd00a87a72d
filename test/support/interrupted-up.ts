import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { SeededRandom } from "../../smoke/random";
import { cachefort, ROOT } from "./cachefort";
import { paths, terraform } from "./ci-environment";

/** Milliseconds in which a first `up` of the environment is through with its deployment. */
const LONGEST_MS = 8000;

/** What became of one interrupted deployment. */
export interface Interruption {
  /** Milliseconds after the start of `up`. */
  readonly afterMs: number;
  /** How `up` ended. */
  readonly code: number | null;
}

/**
 * Stops the environment `ci`, begins to bring it up, presses Ctrl+C at a moment chosen by the seed, and
 * brings it up again.
 *
 * @throws Error when the second `up` fails, leaves something to do, or finds something it cannot use
 */
export async function interruptedUp(seed: number): Promise<Interruption> {
  await succeed("down", "ci");
  const afterMs = Math.round(new SeededRandom(seed).below(LONGEST_MS));
  const up = spawn(
    process.execPath,
    [join(ROOT, "bin/cachefort.js"), "up", "ci", "--no-install", "--no-smoke"],
    // A terminal sends Ctrl+C to the whole group.
    { cwd: ROOT, stdio: "ignore", detached: true },
  );
  const ended = once(up, "close") as Promise<[number | null]>;
  await Promise.race([sleep(afterMs), ended]);
  if (up.exitCode === null && up.pid !== undefined) process.kill(-up.pid, "SIGINT");
  const [code] = await ended;
  const lock = join(paths.state, ".terraform.tfstate.lock.info");
  if (existsSync(lock)) throw new Error(`seed ${seed}: Terraform's state stays locked: ${lock}`);
  await succeed("up", "ci", "--no-install");
  const plan = await terraform("plan");
  if (!plan.includes("No changes.")) throw new Error(`seed ${seed}: something is left:\n${plan}`);
  return { afterMs, code };
}

async function succeed(...words: string[]): Promise<void> {
  const { code, stdout, stderr } = await cachefort(...words);
  if (code !== 0) throw new Error(`${words.join(" ")} ended with ${code}:\n${stderr}\n${stdout}`);
}
