import { execFileSync } from "node:child_process";
import { basename } from "node:path";
import { until } from "./host/until";

/** A row of the process table. */
interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly program: string;
}

/** Every process that has not ended; a zombie has, and stays where nobody collects it. */
function processTable(): ProcessRow[] {
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid=,pgid=,stat=,comm="], {
    encoding: "utf8",
  });
  return table.split("\n").flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.+?)\s*$/.exec(line);
    if (match === null || match[4]?.startsWith("Z") === true) return [];
    const [pid = NaN, parent = NaN, group = NaN] = match.slice(1, 4).map(Number);
    return [{ pid, parent, group, program: basename(match[5] ?? "") }];
  });
}

/** The nearest process with a program's name below another one. */
export function findDescendant(ancestor: number, program: string): number | undefined {
  const table = processTable();
  let generation = [ancestor];
  while (generation.length > 0) {
    const children = table.filter(({ parent }) => generation.includes(parent));
    const found = children.find((child) => child.program === program);
    if (found !== undefined) return found.pid;
    generation = children.map(({ pid }) => pid);
  }
  return undefined;
}

/**
 * Waits until no process of a group is left.
 *
 * @param leader pid of the process that the group was made for
 * @returns whether they were gone in time
 */
export function waitForGroup(leader: number, timeoutMs: number): Promise<boolean> {
  return until(timeoutMs, () => processTable().every(({ group }) => group !== leader));
}
