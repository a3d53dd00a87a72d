import { spawn } from "node:child_process";
import { once } from "node:events";
import { docker as dockerWithErrors } from "../../../operate/docker/engine";
import { secretsIn, secretsInStream } from "../secret-search";

type Secrets = ReadonlyMap<string, string>;

/** Secrets that were found, by the place where the engine keeps them. */
export type Found = Readonly<Record<string, readonly string[]>>;

/**
 * What the engine keeps of a container: its configuration with environment and labels (`docker inspect`),
 * its log, and what it wrote to its own layer. Folders and volumes that it mounts are not looked into.
 */
export async function secretsOfContainer(name: string, secrets: Secrets): Promise<Found> {
  const { stdout: inspected } = await dockerWithErrors("inspect", name);
  const { stdout, stderr } = await dockerWithErrors("logs", name);
  const { stdout: diff } = await dockerWithErrors("diff", name);
  return {
    inspect: secretsIn(inspected, secrets),
    logs: secretsIn(`${stdout}${stderr}`, secrets),
    changes: secretsIn(diff, secrets),
    files: await secretsInFiles(name, changedPaths(diff, mountPoints(inspected)), secrets),
  };
}

/** What the engine keeps of an image: its configuration, its history, and its layers (`docker save`). */
export async function secretsOfImage(name: string, secrets: Secrets): Promise<Found> {
  const { stdout: inspected } = await dockerWithErrors("image", "inspect", name);
  const history = ["history", "--no-trunc", "--format", "{{json .}}", name];
  const { stdout: told } = await dockerWithErrors(...history);
  return {
    inspect: secretsIn(inspected, secrets),
    history: secretsIn(told, secrets),
    layers: await searchOutput('docker save -- "$0"', [name], secrets),
  };
}

/** Where nothing is but folders that the engine made for a mount, there is no file of the container's own. */
function changedPaths(diff: string, mounts: readonly string[]): string[] {
  return diff.split("\n").flatMap((line) => {
    const path = /^[AC] (\/.+)$/.exec(line)?.[1];
    if (path === undefined) return [];
    return mounts.some((mount) => `${mount}/`.startsWith(`${path}/`)) ? [] : [path.slice(1)];
  });
}

function mountPoints(inspected: string): string[] {
  const [container] = JSON.parse(inspected) as {
    readonly Mounts: readonly { readonly Destination: string }[];
    readonly HostConfig: { readonly Tmpfs?: Readonly<Record<string, string>> | null };
  }[];
  const inMemory = Object.keys(container?.HostConfig.Tmpfs ?? {});
  return [...(container?.Mounts ?? []).map(({ Destination }) => Destination), ...inMemory];
}

function secretsInFiles(
  name: string,
  paths: readonly string[],
  secrets: Secrets,
): Promise<string[]> {
  if (paths.length === 0) return Promise.resolve([]);
  return searchOutput(
    'docker export -- "$0" | tar -xO --no-recursion -f - -- "$@"',
    [name, ...paths],
    secrets,
  );
}

/** Searches what a shell's line writes; `$0` and `$@` are the arguments. */
async function searchOutput(
  line: string,
  args: readonly string[],
  secrets: Secrets,
): Promise<string[]> {
  const child = spawn("bash", ["-euo", "pipefail", "-c", line, ...args], {
    env: process.env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "close") as Promise<[code: number | null]>;
  const found = await secretsInStream(child.stdout as AsyncIterable<Buffer>, secrets);
  const [code] = await ended;
  if (code !== 0) throw new Error(`${line} ended with ${code}`);
  return found;
}
