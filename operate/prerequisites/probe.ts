import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { findProgram } from "../host/programs";
import type { Prerequisite, PrerequisiteName } from "./prerequisite";

/** Most milliseconds that a program may take to tell about itself. */
const ANSWER_TIMEOUT_MS = 10_000;

/** How one program is judged. */
interface ProgramProbe {
  readonly name: PrerequisiteName;
  /** File names, the first that is installed counts. */
  readonly programs: readonly string[];
  readonly version?: { readonly arguments: readonly string[]; readonly pattern: RegExp };
  /** Smallest version, first and second number. */
  readonly atLeast?: readonly [major: number, minor: number];
  readonly feature?: {
    readonly arguments: readonly string[];
    /** What the answer of a build with the feature matches. */
    readonly pattern: RegExp;
    /** What a build without it lacks. */
    readonly name: string;
  };
}

export const PROGRAM_PROBES: readonly ProgramProbe[] = [
  {
    name: "redis-server",
    programs: ["redis-server", "valkey-server"],
    version: { arguments: ["--version"], pattern: /\bv=(\d+\.\d+\.\d+)/ },
    // Read and write key patterns of ACL users came with 7.0.
    atLeast: [7, 0],
    feature: {
      // A server with TLS names the values it would take, one without knows no such option;
      // neither starts.
      arguments: ["--tls-auth-clients", "unknown"],
      pattern: /must be one of/,
      name: "TLS",
    },
  },
  {
    name: "redis-cli",
    programs: ["redis-cli", "valkey-cli"],
    version: { arguments: ["--version"], pattern: /(\d+\.\d+\.\d+)/ },
    feature: { arguments: ["--help"], pattern: /--tls\b/, name: "TLS" },
  },
  {
    name: "memcached",
    programs: ["memcached"],
    version: { arguments: ["--version"], pattern: /(\d+\.\d+\.\d+)/ },
    feature: {
      arguments: ["-h"],
      pattern: /^-S, --enable-sasl[\s\S]*^-Z, --enable-ssl/m,
      name: "SASL and TLS",
    },
  },
  { name: "saslpasswd2", programs: ["saslpasswd2"] },
  {
    name: "terraform",
    programs: ["terraform"],
    version: { arguments: ["version", "-json"], pattern: /"terraform_version": "(\d+\.\d+\.\d+)/ },
    // Ephemeral variables and write-only arguments came with 1.10 and 1.11.
    atLeast: [1, 11],
  },
];

/** Looks for a program and asks it what it can do. */
export async function probeProgram(
  probe: ProgramProbe,
  find: (name: string) => string | undefined = findProgram,
): Promise<Prerequisite> {
  const { name } = probe;
  const path = probe.programs.map(find).find((found) => found !== undefined);
  if (path === undefined) return { name, status: "missing", problem: "not installed" };
  const version =
    probe.version && probe.version.pattern.exec(await ask(path, probe.version.arguments))?.[1];
  const found = { name, path, ...(version === undefined ? {} : { version }) };
  const unsuitable = (problem: string): Prerequisite => ({
    ...found,
    status: "unsuitable",
    problem,
  });
  if (probe.version !== undefined && version === undefined)
    return unsuitable("not telling its version");
  if (probe.atLeast !== undefined && version !== undefined && !isAtLeast(version, probe.atLeast)) {
    return unsuitable(`older than ${probe.atLeast.join(".")}`);
  }
  const { feature } = probe;
  if (feature !== undefined && !feature.pattern.test(await ask(path, feature.arguments))) {
    return unsuitable(`built without ${feature.name}`);
  }
  return { ...found, status: "ok" };
}

/** Folders in which Cyrus SASL keeps its plugins; distributions differ. */
const PLUGIN_FOLDERS = ["/usr/lib/sasl2", "/usr/lib64/sasl2", "/usr/local/lib/sasl2"];

/** Looks for the mechanism that memcached's clients log in with; without it every login fails. */
export function probePlainPlugin(
  folders: readonly string[] = [...PLUGIN_FOLDERS, ...multiarchFolders()],
): Prerequisite {
  const name = "SASL PLAIN plugin";
  const path = folders
    .map((folder) => join(folder, "libplain.so"))
    .find((file) => existsSync(file));
  if (path === undefined) return { name, status: "missing", problem: "not installed" };
  return { name, path, status: "ok" };
}

function multiarchFolders(): string[] {
  if (!existsSync("/usr/lib")) return [];
  return readdirSync("/usr/lib").map((entry) => join("/usr/lib", entry, "sasl2"));
}

function isAtLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [first = 0, second = 0] = version.split(".").map(Number);
  return first > major || (first === major && second >= minor);
}

/** All that a program says; what it ends with does not matter. */
function ask(path: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(path, args, {
      stdio: ["ignore", "pipe", "pipe"],
      timeout: ANSWER_TIMEOUT_MS,
      env: { ...process.env, CHECKPOINT_DISABLE: "1" },
    });
    const said: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => said.push(text));
    }
    child.once("error", reject);
    child.once("close", () => resolve(said.join("")));
  });
}
