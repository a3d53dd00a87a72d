// Runs `node` with the arguments given, in the project's folder, after its modules are installed:
// the first command in a fresh clone. Plain Node without dependencies, for that reason.
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { staleReason } from "./bootstrap/stale-modules.mjs";

const MINIMUM = [20, 19];
const UNAVAILABLE = 3;

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(UNAVAILABLE);
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1])) return;
  fail(
    `NODE_TOO_OLD: this Node is too old · received: ${process.versions.node} · ` +
      `allowed: ${MINIMUM.join(".")} or later · fix: install it, for example with nvm install`,
  );
}

function installModules() {
  const reason = staleReason(root);
  if (reason === undefined) return;
  process.stderr.write(`installing node modules: ${reason}\n`);
  // The npm that called this script, if one did; its path is a script of Node on every system.
  const npm = process.env.npm_execpath;
  const [program, first] =
    npm !== undefined && existsSync(npm) ? [process.execPath, [npm]] : ["npm", []];
  // Progress goes to standard error: what the command prints stays alone on standard output.
  const { status, error } = spawnSync(program, [...first, "ci", "--include=dev"], {
    cwd: root,
    stdio: ["ignore", process.stderr, process.stderr],
  });
  if (status === 0) return;
  fail(
    `NODE_MODULES_MISSING: npm ci ${error === undefined ? `ended with ${status}` : error.message} · ` +
      "fix: mend what npm says above, then repeat the command",
  );
}

function runNode(args) {
  const child = spawn(process.execPath, args, { cwd: root, stdio: "inherit" });
  // Ctrl+C reaches the child from the terminal itself; a second one would cut its cleaning up short.
  const hasTerminal = [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    let isPassedOn = hasTerminal && signal === "SIGINT";
    process.on(signal, () => {
      if (!isPassedOn) child.kill(signal);
      isPassedOn = true;
    });
  }
  child.once("error", (error) => fail(`NODE_UNUSABLE: ${error.message} · fix: reinstall Node`));
  child.once("close", (code, signal) => {
    process.exit(code ?? 128 + (constants.signals[signal ?? "SIGKILL"] ?? 0));
  });
}

requireNode();
installModules();
runNode(process.argv.slice(2));
