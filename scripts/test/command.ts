import { spawn } from "node:child_process";
import { join } from "node:path";

export const ROOT = join(__dirname, "../..");

/** Runs a program in the project's folder with its output shown; resolves with its exit code. */
export function run(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      // The last line of standard output is the summary's.
      stdio: ["ignore", process.stderr, process.stderr],
    });
    child.once("error", reject);
    child.once("close", (code, signal) => {
      if (code === null) reject(new Error(`${program} was ended by ${signal}`));
      else resolve(code);
    });
  });
}

/**
 * The same for a program of an installed package, by its path in `node_modules`.
 *
 * @param runner program that runs it, with the arguments before its own
 */
export function runTool(
  path: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  runner: readonly string[] = [],
): Promise<number> {
  const words = [...runner, process.execPath, join(ROOT, "node_modules", path), ...args];
  const [program = process.execPath, ...rest] = words;
  return run(program, rest, env);
}
