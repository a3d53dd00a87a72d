import { spawnSync } from "node:child_process";

/** A Python that has redis-py, as a program name or path; `undefined` if there is none. */
export function pythonWithRedis(): string | undefined {
  const own = process.env["CACHEFORT_PYTHON"];
  const candidates = [...(own === undefined ? [] : [own]), "python3", "/usr/bin/python3"];
  return candidates.map(executableWithRedis).find((path) => path !== undefined);
}

function executableWithRedis(python: string): string | undefined {
  const program = "import redis, sys; print(sys.executable)";
  const { status, stdout } = spawnSync(python, ["-c", program], {
    encoding: "utf8",
    timeout: 20_000,
  });
  return status === 0 ? stdout.trim() : undefined;
}
