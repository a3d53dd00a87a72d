import { spawnSync } from "node:child_process";

/** Its own network, mounts and processes: nothing of them outlives the program. */
const UNSHARE = [
  "unshare",
  ...["--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"],
];

/** Runs a program apart from the machine. The shell stays, as somebody has to wait for orphans. */
export const APART: readonly string[] = [
  ...UNSHARE,
  ...["sh", "-c", 'PATH=$PATH:/usr/sbin:/sbin; ip link set lo up || exit; "$@"; exit "$?"', "sh"],
];

/** Why no program can be run so here; `undefined` when one can. */
export function whyNotApart(): string | undefined {
  if (process.platform !== "linux") return "namespaces are a thing of Linux";
  if (process.getuid?.() !== 0) return "only root may start an engine in a network of its own";
  const [program = "", ...args] = APART;
  const { status, stderr } = spawnSync(program, [...args, "true"], { encoding: "utf8" });
  return status === 0 ? undefined : `no namespaces can be made: ${stderr.trim()}`;
}
