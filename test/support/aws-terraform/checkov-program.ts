import { existsSync, readFileSync } from "node:fs";
import { findProgram } from "../../../operate/host/programs";

/**
 * The Python that Checkov is installed in, with its arguments, as the first line of Checkov's own program
 * names it.
 *
 * @param env where `CACHEFORT_CHECKOV` may name the program
 */
export function pythonOfCheckov(
  env: NodeJS.ProcessEnv,
): { readonly command: readonly [string, ...string[]] } | { readonly problem: string } {
  const program = env["CACHEFORT_CHECKOV"] ?? findProgram("checkov");
  if (program === undefined || !existsSync(program)) {
    return { problem: "no checkov: pip install checkov, or name one in CACHEFORT_CHECKOV" };
  }
  const words = /^#!\s*(.*)/.exec(readFileSync(program, "utf8"))?.[1]?.trimEnd().split(/ +/) ?? [];
  const [python = "", ...args] = words.some((word) => word.includes("python")) ? words : [];
  if (python !== "") return { command: [python, ...args] };
  return {
    problem: `${program} is no script of Python: name the one that pip installs in CACHEFORT_CHECKOV`,
  };
}
