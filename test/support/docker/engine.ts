import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Most milliseconds that an engine may take to answer. */
const ANSWER_TIMEOUT_MS = 10_000;

const executeFile = promisify(execFile);

/** With this environment by name: jest gives its tests a copy, which no child gets by itself. */
const execute = (args: readonly string[], timeout?: number) =>
  executeFile("docker", args, { env: process.env, timeout });

/** The engine that the `docker` program talks to. */
export interface Engine {
  /** Of the engine, for example "20.10.24". */
  readonly version: string;
  /** The newest that the engine speaks, for example "1.41". */
  readonly apiVersion: string;
}

/** Asks the engine of the current context, or of DOCKER_HOST; tells in one line why none answers. */
export async function askEngine(): Promise<Engine | { readonly problem: string }> {
  try {
    const asked = ["version", "--format", "{{.Server.Version}} {{.Server.APIVersion}}"];
    const { stdout } = await execute(asked, ANSWER_TIMEOUT_MS);
    const [version = "", apiVersion = ""] = stdout.trim().split(" ");
    return { version, apiVersion };
  } catch (error) {
    return { problem: problemOf(error as Failure) };
  }
}

/** Runs `docker` and resolves with what it printed, without white space at the ends. */
export function docker(...args: readonly string[]): Promise<string> {
  return dockerWithInput("", ...args);
}

/** The same for a command that reads standard input. */
export async function dockerWithInput(input: string, ...args: readonly string[]): Promise<string> {
  const running = execute(args);
  // A program that reads nothing may end before: what became of it, its exit code tells.
  running.child.stdin?.on("error", () => undefined).end(input);
  return (await running).stdout.trim();
}

/** How `execFile` fails. */
interface Failure extends Error {
  readonly code?: string | number;
  readonly killed?: boolean;
  readonly stderr?: string;
}

function problemOf({ code, killed, stderr, message }: Failure): string {
  if (code === "ENOENT") return "docker is not installed";
  if (killed === true) return `no Docker engine answered within ${ANSWER_TIMEOUT_MS / 1000} s`;
  const said = (stderr ?? "").trim().split("\n").at(-1) ?? "";
  return `no Docker engine answers: ${said === "" ? message : said}`;
}
