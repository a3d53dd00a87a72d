import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** The process that listens on a port. */
export interface PortHolder {
  readonly pid: number;
  /** Name of its program, as the system shows it. */
  readonly program: string;
}

/**
 * Who listens on a TCP port of this machine; `undefined` when nobody does, or when this process has no
 * right to see whose the port is.
 */
export function portHolder(port: number): PortHolder | undefined {
  return process.platform === "linux" ? linuxHolder(port) : lsofHolder(port);
}

/** proc(5), `/proc/net/tcp`: fields 2 (local address), 4 (state, 0A is LISTEN) and 10 (inode). */
function linuxHolder(port: number): PortHolder | undefined {
  const wanted = port.toString(16).toUpperCase().padStart(4, "0");
  const inodes = ["tcp", "tcp6"]
    .flatMap((family) => readFileSync(`/proc/net/${family}`, "utf8").split("\n").slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => state === "0A" && local?.endsWith(`:${wanted}`) === true)
    .map((fields) => `socket:[${fields[9]}]`);
  if (inodes.length === 0) return undefined;
  for (const pid of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    if (!descriptorsOf(pid).some((target) => inodes.includes(target))) continue;
    return { pid: Number(pid), program: readFileSync(`/proc/${pid}/comm`, "utf8").trim() };
  }
  return undefined;
}

/** What a process has open. Other users' processes keep that to themselves. */
function descriptorsOf(pid: string): string[] {
  const folder = `/proc/${pid}/fd`;
  return unlessGone(() => readdirSync(folder), []).flatMap((entry) =>
    unlessGone<string | string[]>(() => readlinkSync(`${folder}/${entry}`), []),
  );
}

/** A process may end meanwhile, or close what it had open; so does this one when it lists its own. */
function unlessGone<T>(look: () => T, otherwise: T): T {
  try {
    return look();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EACCES" || code === "ENOENT" || code === "ESRCH") return otherwise;
    throw error;
  }
}

function lsofHolder(port: number): PortHolder | undefined {
  let text: string;
  try {
    text = execFileSync("lsof", ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-Fpc"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
  } catch (error) {
    // `lsof` ends with 1 when nobody listens.
    if ((error as { status?: number }).status === 1) return undefined;
    throw error;
  }
  const pid = /^p(\d+)$/m.exec(text)?.[1];
  const program = /^c(.+)$/m.exec(text)?.[1];
  return pid === undefined ? undefined : { pid: Number(pid), program: program ?? "?" };
}
