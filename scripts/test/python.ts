import { spawnSync } from "node:child_process";

/** A Python that has redis-py, as a program name or path; `undefined` if there is none. */
export function pythonWithRedis(): string | undefined {
  return pythonWith("redis");
}

/** A Python that can import a module, as a program name or path; `undefined` if there is none. */
export function pythonWith(module: string): string | undefined {
  const own = process.env["CACHEFORT_PYTHON"];
  const candidates = [...(own === undefined ? [] : [own]), "python3", "/usr/bin/python3"];
  return candidates
    .map((python) => executableWith(python, module))
    .find((path) => path !== undefined);
}

function executableWith(python: string, module: string): string | undefined {
  const program = `import ${module}, sys; print(sys.executable)`;
  const { status, stdout } = spawnSync(python, ["-c", program], {
    encoding: "utf8",
    timeout: 20_000,
  });
  return status === 0 ? stdout.trim() : undefined;
}
