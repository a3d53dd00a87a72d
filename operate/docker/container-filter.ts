import { execFile } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";
import { UnavailableError } from "../../constructs/core/errors";
import { findProgram } from "../host/programs";
import { docker } from "./engine";

/** Programs that drop packets in a container's network; any engine on Linux comes with the second. */
const PROGRAMS = ["nsenter", "iptables", "iptables-restore"] as const;
/** Milliseconds that one of them may take; it changes a table in memory. */
const TIMEOUT_MS = 10_000;

/** Why nobody's packets can be filtered from here, or `undefined`. */
export function whyNoFilters(): string | undefined {
  if (process.platform !== "linux") return "network namespaces are those of Linux";
  const missing = PROGRAMS.find((program) => findProgram(program) === undefined);
  if (missing !== undefined) return `${missing} is not installed`;
  return process.getuid?.() === 0 ? undefined : "only root may enter a container's network";
}

/** Packet filters inside the network namespace of one container, and never in another one. */
export class ContainerFilter {
  private constructor(
    private readonly name: string,
    private readonly pid: number,
  ) {}

  /**
   * Why the packets of a container cannot be filtered from here, or `undefined`.
   *
   * @throws UnavailableError DOCKER_MISSING, DOCKER_UNREACHABLE, DOCKER_FAILED
   */
  static async whyNot(name: string): Promise<string | undefined> {
    const opened = await look(name);
    return typeof opened === "string" ? opened : undefined;
  }

  /**
   * @throws UnavailableError DOCKER_FILTER_UNAVAILABLE, DOCKER_MISSING, DOCKER_UNREACHABLE, DOCKER_FAILED
   */
  static async open(name: string): Promise<ContainerFilter> {
    const opened = await look(name);
    if (typeof opened === "number") return new ContainerFilter(name, opened);
    throw new UnavailableError("DOCKER_FILTER_UNAVAILABLE", {
      problem: `packets of container ${name} cannot be dropped: ${opened}`,
      fix: "run the harness as root on the engine's own machine, with util-linux and iptables installed",
    });
  }

  /** What `iptables -S` prints. @throws UnavailableError DOCKER_FILTER_FAILED */
  list(): Promise<string> {
    return this.run("iptables", ["--wait", "-S"], "");
  }

  /** Changes everything or nothing. @throws UnavailableError DOCKER_FILTER_FAILED */
  async restore(rules: string): Promise<void> {
    await this.run("iptables-restore", ["--wait", "--noflush"], rules);
  }

  private run(program: string, args: readonly string[], input: string): Promise<string> {
    const path = findProgram(program) ?? program;
    const words = ["--target", String(this.pid), "--net", path, ...args];
    return new Promise((resolve, reject) => {
      const child = execFile(
        findProgram("nsenter") ?? "nsenter",
        words,
        { timeout: TIMEOUT_MS, env: process.env },
        (error, stdout, stderr) => {
          if (error === null) resolve(stdout);
          else reject(failure(this.name, program, `${error.message} ${stderr}`.trim()));
        },
      );
      // A program that ends early reads nothing: its exit code tells why.
      child.stdin?.on("error", () => undefined).end(input);
    });
  }
}

/** Id of the first process in a container's network namespace, or why it cannot be entered. */
async function look(name: string): Promise<number | string> {
  const reason = whyNoFilters();
  if (reason !== undefined) return reason;
  const format = "{{.Id}} {{.State.Pid}}";
  const { stdout } = await docker("container", "inspect", "--format", format, name);
  const [id = "", pid = "0"] = stdout.trim().split(" ");
  if (pid === "0") return "the container does not run";
  if (!isProcessOf(id, pid)) return "its processes are on another machine than the harness";
  const own = readlinkSync("/proc/self/ns/net");
  if (readlinkSync(`/proc/${pid}/ns/net`) === own) return "it has no network of its own";
  return Number(pid);
}

/** An engine on another machine tells ids of that machine's processes. */
function isProcessOf(container: string, pid: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cgroup`, "utf8").includes(container);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

function failure(name: string, program: string, said: string): UnavailableError {
  return new UnavailableError("DOCKER_FILTER_FAILED", {
    problem: `${program} in the network of container ${name} failed: ${said}`,
    fix: "mend what it says; the kernel needs packet filters (modules ip_tables or nf_tables)",
  });
}
