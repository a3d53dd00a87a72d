import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { kitRoot } from "../../constructs/terraform/kit-root";
import { UnavailableError } from "../../constructs/core/errors";
import { findProgram } from "../host/programs";

/** Lines of apt's last words that a failed installation shows. */
const SHOWN_LINES = 15;

/** Words before a command that make it run as root; `undefined` if that needs a password. */
export function rootPrefix(): readonly string[] | undefined {
  if (process.getuid?.() === 0) return [];
  const sudo = findProgram("sudo");
  if (sudo === undefined) return undefined;
  const probe = spawnSync(sudo, ["-n", "true"], { stdio: "ignore", timeout: 10_000 });
  return probe.status === 0 ? [sudo, "-n"] : undefined;
}

/**
 * Installs Debian packages without leaving a service of theirs running or enabled.
 *
 * @param prefix words that make a command run as root
 * @throws UnavailableError PREREQUISITE_INSTALL_FAILED with apt's last words
 */
export async function installDebianPackages(
  packages: readonly string[],
  prefix: readonly string[],
  log: (line: string) => void,
): Promise<void> {
  const script = join(kitRoot(), "operate", "prerequisites", "install-debian.sh");
  const [program = "/bin/sh", ...args] = [...prefix, "/bin/sh", script, ...packages];
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      said.push(line);
      log(line);
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code === 0) return;
  throw new UnavailableError("PREREQUISITE_INSTALL_FAILED", {
    problem: `apt-get could not install ${packages.join(", ")}:\n${said.slice(-SHOWN_LINES).join("\n")}`,
    fix: `mend what is said above, or install them yourself: sudo apt-get install ${packages.join(" ")}`,
  });
}
