import { spawn } from "node:child_process";
import { createWriteStream, existsSync, mkdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { createInterface } from "node:readline";
import { stripVTControlCharacters } from "node:util";
import {
  ExitCode,
  OperationError,
  UnavailableError,
  ValidationError,
} from "../constructs/core/errors";
import { withLock } from "./host/lock";
import { findDescendant, waitForGroup } from "./process-tree";
import type { EnvironmentPaths } from "../constructs/core/environment-paths";

/** One call of the CDKTF command line. */
export interface CdktfCall {
  readonly action: "synth" | "deploy" | "destroy";
  readonly paths: EnvironmentPaths;
  /** Addresses that Terraform is to apply, with what they depend on. @default - the whole stack */
  readonly targets?: readonly string[];
  /** Variables of Terraform, as in `TF_VAR_name`. @default - none */
  readonly variables?: NodeJS.ProcessEnv;
  /** Told each line of the kit's own provisioners, and what constructs warn of. */
  readonly onProgress: (line: string) => void;
}

/** What the kit's commands print is marked so by Terraform: `name (local-exec): line`. */
const PROGRESS = /\(local-exec\): (?!Executing:)(.*)$/;
/** What a construct warns of at synth. */
const WARNING = /^WARN \[/;
/** Another deployment of the same environment may take this long before we give up. */
const DEPLOY_WAIT_MS = 300_000;
/** A synth that was interrupted ends at once. */
const INTERRUPT_WAIT_MS = 10_000;
/** Lines of the tail that a failed call shows. */
const SHOWN_LINES = 40;

/**
 * Runs `cdktf synth`, `deploy` or `destroy` for one environment, without a question.
 *
 * @throws UnavailableError CDKTF_MISSING, HOST_LOCKED
 * @throws CDKTF_FAILED with what Terraform said, of the class and exit code that the kit's own command
 * failed with; OperationError where it was Terraform itself
 */
export function runCdktf(call: CdktfCall): Promise<void> {
  return withLock(join(call.paths.state, "deploy.lock"), DEPLOY_WAIT_MS, () => callCdktf(call));
}

async function callCdktf(call: CdktfCall): Promise<void> {
  const { action, paths } = call;
  const program = cdktfProgram(paths.project);
  const logFile = join(paths.logs, `${action}.log`);
  mkdirSync(paths.logs, { recursive: true, mode: 0o700 });
  const args: string[] = [action];
  if (action !== "synth") args.push(`cachefort-${paths.environment}`, "--auto-approve");
  args.push("--output", relative(paths.project, paths.synthesized));
  if (action === "deploy") args.push("--outputs-file", paths.outputsFile);
  const child = spawn(process.execPath, [program, ...args], {
    cwd: paths.project,
    env: { ...cdktfEnvironment(paths.environment), ...call.variables, ...targetVariables(call) },
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own, which no terminal interrupts: see `interrupt`.
    detached: true,
  });
  const forward = (): void => {
    if (child.pid !== undefined) interrupt(child.pid);
  };
  process.once("SIGINT", forward).once("SIGTERM", forward);
  const log = createWriteStream(logFile, { mode: 0o600 });
  const said: string[] = [];
  const own: string[] = [];
  let last = "";
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (raw) => {
      const line = stripVTControlCharacters(raw).trimEnd();
      // Without a terminal the command repeats its status lines for ever.
      if (line === "" || line === last || /^[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]|^\d+ Stacks? /u.test(line)) return;
      last = line;
      log.write(`${line}\n`);
      said.push(line);
      if (WARNING.test(line)) call.onProgress(line);
      const progress = PROGRESS.exec(line)?.[1];
      if (progress === undefined) return;
      own.push(progress);
      call.onProgress(progress);
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  }).finally(() => process.off("SIGINT", forward).off("SIGTERM", forward));
  // Interrupted, cdktf may end before the synth that it has started.
  if (code !== 0 && child.pid !== undefined) await waitForGroup(child.pid, INTERRUPT_WAIT_MS);
  await new Promise((resolve) => log.end(resolve));
  if (code === 0) return;
  const detail = {
    problem: `cdktf ${action} ended with ${code}:\n${reasonOf(own, said)}`,
    fix: `mend what is said above, then repeat the command; everything is in ${logFile}`,
  };
  // Terraform has one exit code for every failure; that of the kit's own command stands in its words.
  const status = said
    .map((line) => /: exit status (\d+)\. Output/.exec(line)?.[1])
    .find((found) => found !== undefined);
  if (status === String(ExitCode.usage)) throw new ValidationError("CDKTF_FAILED", detail);
  if (status === String(ExitCode.unavailable)) throw new UnavailableError("CDKTF_FAILED", detail);
  throw new OperationError("CDKTF_FAILED", detail);
}

/**
 * Interrupts cdktf. Terraform has to get exactly one signal, and cdktf has to live until it ends: it
 * takes a second one as the order to drop everything, and dies of output that nobody reads. What either
 * leaves is a locked state without the resources of the last seconds.
 */
function interrupt(cdktf: number): void {
  const terraform = findDescendant(cdktf, process.env["TERRAFORM_BINARY_NAME"] ?? "terraform");
  process.kill(terraform ?? -cdktf, "SIGINT");
}

/** The kit's own words where it has told a coded error, else the end of everything that was said. */
function reasonOf(own: readonly string[], said: readonly string[]): string {
  const coded = own.findIndex((line) => /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+: /.test(line));
  return (coded === -1 ? said.slice(-SHOWN_LINES) : own.slice(coded)).join("\n");
}

/** cdktf itself takes no targets; Terraform reads them from here (its documentation, "TF_CLI_ARGS"). */
function targetVariables({ targets }: CdktfCall): NodeJS.ProcessEnv {
  if (targets === undefined) return {};
  const words = targets.map((target) => `-target=${target}`).join(" ");
  return { TF_CLI_ARGS_plan: words, TF_CLI_ARGS_apply: words };
}

/** Environment of CDKTF and Terraform: nobody is called at home, no file is named that is not there. */
export function cdktfEnvironment(environment: string): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    CACHEFORT_ENV: environment,
    CHECKPOINT_DISABLE: "1",
    DISABLE_VERSION_CHECK: "true",
    TF_IN_AUTOMATION: "1",
  };
  const config = env["TF_CLI_CONFIG_FILE"];
  // Terraform's init fails on a configuration file that does not exist.
  if (config !== undefined && !existsSync(config)) delete env["TF_CLI_CONFIG_FILE"];
  return env;
}

function cdktfProgram(project: string): string {
  try {
    const manifest = require.resolve("cdktf-cli/package.json", { paths: [project] });
    return join(dirname(manifest), "bundle", "bin", "cdktf");
  } catch (cause) {
    throw new UnavailableError(
      "CDKTF_MISSING",
      {
        problem: `cdktf-cli is not installed in ${project}`,
        fix: "npm install --save-dev cdktf-cli",
      },
      undefined,
      { cause },
    );
  }
}
