import { execFile } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { TestPrograms } from "../programs";

const SCRIPT = join(__dirname, "start-engine.sh");
const execute = promisify(execFile);

let programs: TestPrograms;
let folder: string;
const isUp = () => existsSync(join(programs.folder, "up"));
const run = (...args: readonly string[]) => execute(SCRIPT, args, { env: process.env });

/** An engine is up as long as there is a file; a second one would take it away. */
beforeEach(() => {
  programs = new TestPrograms();
  folder = join(programs.folder, "run");
  const up = join(programs.folder, "up");
  programs.add("docker", `[ -e ${up} ]`);
  programs.add(
    "dockerd",
    `trap 'rm ${up}; exit' TERM
     while [ "$1" != --pidfile ]; do shift; done
     echo $$ >"$2"
     touch ${up}
     while true; do sleep 0.05; done`,
  );
  programs.hideSome();
});
afterEach(async () => {
  await run("--stop", folder);
  programs.remove();
});

test("an engine is started, and the same is stopped", async () => {
  await run(folder);
  expect(isUp()).toBe(true);
  await run("--stop", folder);
  expect(isUp()).toBe(false);
});

test("an engine that answers is left alone, also at the end", async () => {
  writeFileSync(join(programs.folder, "up"), "");
  await run(folder);
  expect(existsSync(folder)).toBe(false);
  await run("--stop", folder);
  expect(isUp()).toBe(true);
});

test("an engine that does not start is told with its last words, at once", async () => {
  programs.add("dockerd", "echo no iptables; exit 1");
  await expect(run(folder)).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining("no iptables"),
  });
});

test("another program that has the process id by now is left alone", async () => {
  await run(folder);
  const pidfile = join(folder, "dockerd.pid");
  const pid = (await execute("cat", [pidfile])).stdout.trim();
  try {
    writeFileSync(pidfile, String(process.pid));
    await run("--stop", folder);
  } finally {
    writeFileSync(pidfile, pid);
  }
});
