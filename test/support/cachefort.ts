import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";

/** How a command of the kit ended. */
export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command of the kit that runs. */
export interface Started {
  readonly process: ChildProcess;
  readonly ended: Promise<CommandResult>;
  /** Resolves when standard error holds a text. */
  said(text: string): Promise<void>;
}

export const ROOT = join(__dirname, "../..");

/** Runs `cachefort` with the words of a command line and waits for its end. */
export function cachefort(...args: readonly string[]): Promise<CommandResult> {
  return startCachefort(args).ended;
}

/** The same with other variables in its environment. */
export function cachefortWith(
  env: NodeJS.ProcessEnv,
  args: readonly string[],
): Promise<CommandResult> {
  return startCachefort(args, env).ended;
}

/** Starts `cachefort`; for tests that do something meanwhile. */
export function startCachefort(args: readonly string[], env: NodeJS.ProcessEnv = {}): Started {
  return startCachefortIn(ROOT, args, env);
}

/** The same in a project of its own. */
export function startCachefortIn(
  project: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Started {
  const child = spawn(process.execPath, [join(ROOT, "bin/cachefort.js"), ...args], {
    cwd: project,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const ended = new Promise<CommandResult>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout, stderr }));
  });
  const said = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (stderr.includes(text)) resolve();
      };
      look();
      child.stderr.on("data", look);
      void ended.then(() => reject(new Error(`ended without "${text}":\n${stderr}`)));
    });
  return { process: child, ended, said };
}
