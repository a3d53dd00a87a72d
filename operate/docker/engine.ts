import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { UnavailableError } from "../../constructs/core/errors";

const run = promisify(execFile);

/** More than any answer that the kit asks for. */
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/**
 * Calls the `docker` command, which finds the engine as the user is used to: by `DOCKER_HOST` or by its
 * context, over a socket, TLS or SSH.
 *
 * @returns what it wrote: standard output, then standard error
 * @throws UnavailableError DOCKER_MISSING, DOCKER_UNREACHABLE, DOCKER_FAILED
 */
export async function docker(
  ...args: readonly string[]
): Promise<{ stdout: string; stderr: string }> {
  try {
    return await run("docker", args, { maxBuffer: MAX_OUTPUT_BYTES, env: process.env });
  } catch (cause) {
    throw failureOf(args, cause as NodeJS.ErrnoException & { stderr?: string });
  }
}

function failureOf(
  args: readonly string[],
  cause: NodeJS.ErrnoException & { stderr?: string },
): UnavailableError {
  if (cause.code === "ENOENT") {
    return new UnavailableError("DOCKER_MISSING", {
      problem: "the command docker is not installed",
      fix: "install the Docker command line (Debian: docker.io or docker-cli)",
    });
  }
  const said = (cause.stderr ?? cause.message).trim();
  if (/cannot connect to the docker daemon|error during connect|permission denied/i.test(said)) {
    return new UnavailableError("DOCKER_UNREACHABLE", {
      problem: `no Docker engine answers: ${said}`,
      fix: "start the engine, or name another one in DOCKER_HOST or by docker context use; to use the socket takes membership in its group",
    });
  }
  return new UnavailableError("DOCKER_FAILED", {
    problem: `docker ${args.slice(0, 2).join(" ")} failed: ${said}`,
    fix: "mend what the engine says, then repeat the command",
  });
}

/** Names of the containers whose servers run; a paused one runs. */
export async function runningContainers(): Promise<ReadonlySet<string>> {
  const { stdout } = await docker(
    ...["container", "ls", "--filter", "status=running", "--filter", "status=paused"],
    ...["--format", "{{.Names}}"],
  );
  return new Set(stdout.split("\n"));
}

/** Whether a container exists and its server runs; a paused one runs. */
export async function isContainerRunning(name: string): Promise<boolean> {
  return (await runningContainers()).has(name);
}

/** The last lines that a container wrote. */
export async function containerLog(name: string, lines: number): Promise<string> {
  const { stdout, stderr } = await docker("logs", "--tail", String(lines), name);
  return `${stdout}${stderr}`;
}

/**
 * The last lines that a container has written since a moment.
 *
 * @param since ISO 8601
 */
export async function containerLogSince(
  name: string,
  since: string,
  lines: number,
): Promise<string> {
  const window = ["--since", since, "--tail", String(lines)];
  const { stdout, stderr } = await docker("logs", ...window, name);
  return `${stdout}${stderr}`;
}

/**
 * Makes sure that an engine answers.
 *
 * @throws UnavailableError DOCKER_MISSING, DOCKER_UNREACHABLE
 */
export async function requireDocker(): Promise<void> {
  await docker("version", "--format", "{{.Server.APIVersion}}");
}
