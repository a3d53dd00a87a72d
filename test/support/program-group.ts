import { spawn } from "node:child_process";
import { once } from "node:events";
import { ROOT } from "./cachefort";

/**
 * Runs a TypeScript program several times; each says that it is ready, and all are then told to begin.
 *
 * @throws Error with what a program said that did not end well
 */
export async function runTogether(
  count: number,
  program: string,
  words: readonly string[],
): Promise<void> {
  const programs = Array.from({ length: count }, () => {
    const child = spawn(process.execPath, ["--import", "tsx", program, ...words], { cwd: ROOT });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
    const ended = once(child, "close").then(([code]) => {
      if (code !== 0) throw new Error(`${program} ended with ${String(code)}: ${said}`);
    });
    return { child, ended, ready: Promise.race([once(child.stdout, "data"), ended]) };
  });
  await Promise.all(programs.map(({ ready }) => ready));
  for (const { child } of programs) child.stdin.write("begin\n");
  await Promise.all(programs.map(({ ended }) => ended));
}
