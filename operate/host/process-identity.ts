import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";

/** A process that cannot be taken for another one that later got the same pid. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When the process started, in the words of this system; compared, never read. */
  readonly started: string;
  /** The user it must belong to, where that is known. */
  readonly uid?: number;
}

/**
 * Reads a record that the node runner wrote: the pid, a blank, the start.
 *
 * @returns `undefined` for a text that is no such record
 */
export function parseIdentity(text: string): ProcessIdentity | undefined {
  const match = /^(\d+) (.+)\n?$/.exec(text);
  if (match === null) return undefined;
  return { pid: Number(match[1]), started: (match[2] ?? "").trim() };
}

/** Whether exactly this process runs; a zombie without threads and a reused pid do not count. */
export function isAlive(identity: ProcessIdentity): boolean {
  return (
    startOf(identity.pid) === identity.started &&
    (identity.uid === undefined || identity.uid === ownerOf(identity.pid))
  );
}

/**
 * When the process with this pid started, or `undefined` if none runs or it is a zombie.
 * On Linux boot id and clock ticks since boot (proc(5), `stat` field 22), elsewhere what `ps` says.
 */
export function startOf(pid: number): string | undefined {
  return process.platform === "linux" ? linuxStart(pid) : psStart(pid);
}

function linuxStart(pid: number): string | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch (error) {
    // ESRCH: the process ended between open and read.
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ESRCH") return undefined;
    throw error;
  }
  const ticks = startTicks(stat);
  if (ticks === undefined) return undefined;
  const bootId = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  return `${bootId}:${ticks}`;
}

/**
 * Clock ticks from the boot to the start of a process, by its `stat` (proc(5)); `undefined` when it is dead. One that
 * is killed is a zombie from the end of its first thread on, and keeps its ports and files until that of its last.
 */
export function startTicks(stat: string): string | undefined {
  // The command's name, in brackets, may itself hold blanks and brackets.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state] = fields;
  const threads = Number(fields[17]);
  if (state === "X" || (state === "Z" && threads <= 1)) return undefined;
  return fields[19];
}

function ownerOf(pid: number): number | undefined {
  if (process.platform === "linux") {
    return statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid;
  }
  const uid = ps(pid, "uid=");
  return uid === undefined ? undefined : Number(uid);
}

function psStart(pid: number): string | undefined {
  const [state, ...start] = ps(pid, "stat=,lstart=")?.split(/\s+/) ?? [];
  return state === undefined || state.startsWith("Z") ? undefined : start.join(" ");
}

function ps(pid: number, columns: string): string | undefined {
  try {
    return execFileSync("ps", ["-o", columns, "-p", String(pid)], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      env: { ...process.env, LC_ALL: "C", TZ: "UTC" },
    }).trim();
  } catch (error) {
    // `ps` ends with 1 when it finds no such process.
    if ((error as { status?: number }).status === 1) return undefined;
    throw error;
  }
}
