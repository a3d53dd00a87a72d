import { execFile } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { BOOKWORM } from "./images";

const run = promisify(execFile);

const ROOT = join(__dirname, "../../..");
/** Programs of the machine, whatever its distribution. */
const PROGRAMS = "/usr";

/** Where a client in a container runs, and what it may read. */
export interface ClientContainer {
  readonly network: string;
  /** Folders that it sees where the machine has them; read-only. */
  readonly folders: readonly string[];
}

/** What a client printed. */
export interface ClientOutput {
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a shell command in a container of a network, with this machine's programs: a client is another
 * one by where it is, and by nothing else.
 */
export async function runInNetwork(
  { folders, network }: ClientContainer,
  script: string,
): Promise<ClientOutput> {
  const prefixes = [process.execPath, ...pythonPaths()].map((path) => dirname(dirname(path)));
  const mounted = new Set([
    ...[PROGRAMS, ROOT, ...folders],
    ...prefixes.filter((folder) => !`${folder}/`.startsWith(`${PROGRAMS}/`)),
  ]);
  const path = [...pythonPaths(), process.execPath].map(dirname).concat("/usr/bin", "/bin");
  return run("docker", [
    ...["run", "--rm", "--interactive", "--network", network, "--workdir", ROOT],
    ...["--user", `${process.getuid?.()}:${process.getgid?.()}`],
    ...[...mounted].flatMap((folder) => ["--volume", `${folder}:${folder}:ro`]),
    ...["--env", `PATH=${path.join(":")}`, "--env", "HOME=/tmp"],
    ...[BOOKWORM.name, "bash", "-c", script],
  ]);
}

/** The Python that has redis-py, and what it is a link to. */
function pythonPaths(): string[] {
  const python = process.env["CACHEFORT_PYTHON"];
  if (python === undefined || !existsSync(python)) return [];
  return [python, realpathSync(python)];
}
