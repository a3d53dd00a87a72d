import { readFileSync } from "node:fs";
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
  const text = program === undefined ? undefined : textOf(program);
  if (program === undefined || text === undefined) {
    return { problem: "no checkov: pip install checkov, or name one in CACHEFORT_CHECKOV" };
  }
  const [python = "", ...args] =
    /^#!\s*(\S*python\S*|\S*env +python\S*)\s*\n/.exec(text)?.[1]?.split(/ +/) ?? [];
  if (python !== "") return { command: [python, ...args] };
  return {
    problem: `${program} is no script of Python: name the one that pip installs in CACHEFORT_CHECKOV`,
  };
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
