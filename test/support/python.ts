import { dirname } from "node:path";

/** The environment in which `python3` is the one that has redis-py. */
export function withPython(): NodeJS.ProcessEnv {
  const python = process.env["CACHEFORT_PYTHON"];
  if (python === undefined) return process.env;
  return { ...process.env, PATH: `${dirname(python)}:${process.env["PATH"]}` };
}
