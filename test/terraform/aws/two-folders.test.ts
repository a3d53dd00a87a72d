import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { cdktfEnvironment } from "../../../operate/cdktf";

const PROJECT = dirname(dirname(dirname(__dirname)));
const NOT_COPIED = [".cachefort", ".git", "cdktf.out", "node_modules", "test"];

let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cachefort-folders-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The whole kit in a folder of its own, where nobody has worked yet. */
function projectIn(...path: string[]): string {
  const project = join(folder, ...path);
  mkdirSync(dirname(project), { recursive: true });
  cpSync(PROJECT, project, {
    recursive: true,
    filter: (from) => dirname(from) !== PROJECT || !NOT_COPIED.includes(basename(from)),
  });
  symlinkSync(join(PROJECT, "node_modules"), join(project, "node_modules"));
  return project;
}

/** Text of a stack, from a process of its own in the project's folder. */
function synthesizedIn(project: string, name: string): string {
  const synthesized = join(project, "synthesized");
  execFileSync(process.execPath, ["--import", "tsx", "main.ts"], {
    cwd: project,
    env: { ...cdktfEnvironment(name), CDKTF_OUTDIR: synthesized },
    stdio: "pipe",
  });
  return readFileSync(join(synthesized, "stacks", `cachefort-${name}`, "cdk.tf.json"), "utf8");
}

test("a stack is the same to the byte from two folders", () => {
  const [here, there] = [projectIn("a"), projectIn("elsewhere", "with a longer path")];
  for (const name of ["staging", "prod"]) {
    const text = synthesizedIn(here, name);
    expect(Object.keys(JSON.parse(text) as object)).toContain("resource");
    expect(synthesizedIn(there, name)).toBe(text);
    expect(text).not.toContain(folder);
  }
});
