import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { ROOT } from "../support/cachefort";

const LOCK = "package-lock.json";
const INSTALLED = "node_modules/.package-lock.json";

const locked = (version: string, more: object = {}) =>
  JSON.stringify({ packages: { "": {}, "node_modules/left": { version, ...more } } });

/** A checkout with the bootstrap alone, and an npm that writes down how it was called. */
class Checkout {
  readonly path = mkdtempSync(join(tmpdir(), "cachefort bootstrap "));

  constructor() {
    mkdirSync(join(this.path, "scripts"));
    for (const name of ["bootstrap.mjs", "bootstrap"]) {
      cpSync(join(ROOT, "scripts", name), join(this.path, "scripts", name), { recursive: true });
    }
    this.write(LOCK, locked("1.0.0"));
    this.npm("0");
  }

  write(name: string, content: string): void {
    mkdirSync(dirname(join(this.path, name)), { recursive: true });
    writeFileSync(join(this.path, name), content);
  }

  /** @param status expression of what npm ends with */
  npm(status: string): void {
    this.write(
      "npm.cjs",
      `require("node:fs").appendFileSync("calls", process.argv.slice(2).join(" ") + "\\n");
       console.log("added 1 package");
       process.exitCode = ${status};`,
    );
  }

  installed(content: string): void {
    this.write(INSTALLED, content);
    this.write("node_modules/left/package.json", "{}");
  }

  npmCalls(): string {
    const file = join(this.path, "calls");
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  }

  /** Runs a program through the bootstrap, from another folder. */
  async run(program: string, args: readonly string[] = [], during?: (pid: number) => void) {
    this.write("program.cjs", program);
    const child = spawn(
      process.execPath,
      [join(this.path, "scripts/bootstrap.mjs"), "program.cjs", ...args],
      {
        cwd: tmpdir(),
        env: { PATH: process.env["PATH"], npm_execpath: join(this.path, "npm.cjs") },
        stdio: ["ignore", "pipe", "pipe"],
        timeout: 20_000,
      },
    );
    child.stdout.once("data", () => during?.(child.pid ?? 0));
    const [stdout, stderr, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, "close") as Promise<[number | null]>,
    ]);
    return { stdout, stderr, code };
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

let checkout: Checkout;
beforeEach(() => {
  checkout = new Checkout();
});
afterEach(() => checkout.remove());

describe("modules", () => {
  it.each([
    ["there are none", undefined],
    ["node_modules/left is 0.9.0 instead of 1.0.0", locked("0.9.0")],
    ["node_modules/left is missing", JSON.stringify({ packages: {} })],
  ])("are installed once when %s", async (reason, content) => {
    if (content !== undefined) checkout.installed(content);
    const { stdout, stderr, code } = await checkout.run(`console.log("ran")`);
    expect(checkout.npmCalls()).toBe("ci --include=dev\n");
    expect(stderr).toBe(`installing node modules: ${reason}\nadded 1 package\n`);
    expect({ stdout, code }).toEqual({ stdout: "ran\n", code: 0 });
  });

  it("are installed when a package's folder was removed", async () => {
    checkout.installed(locked("1.0.0"));
    rmSync(join(checkout.path, "node_modules/left"), { recursive: true });
    await checkout.run("");
    expect(checkout.npmCalls()).toBe("ci --include=dev\n");
  });

  it.each([
    ["they are what the lock file asks for", locked("1.0.0"), locked("1.0.0")],
    ["only a package for other systems is absent", locked("1.0.0", { optional: true }), "{}"],
  ])("are left alone when %s", async (_, lock, content) => {
    checkout.write(LOCK, lock);
    checkout.installed(content);
    const { stderr, code } = await checkout.run("");
    expect({ stderr, code, calls: checkout.npmCalls() }).toEqual({
      stderr: "",
      code: 0,
      calls: "",
    });
  });

  it("that cannot be installed end the command with 3, before the program runs", async () => {
    checkout.npm("1");
    const { stdout, stderr, code } = await checkout.run(`console.log("ran")`);
    expect({ stdout, code }).toEqual({ stdout: "", code: 3 });
    expect(stderr).toMatch(/NODE_MODULES_MISSING: npm ci ended with 1 · fix: /);
  });
});

describe("the program", () => {
  beforeEach(() => checkout.installed(locked("1.0.0")));

  it("gets the arguments, in the project's folder, and its exit code is passed on", async () => {
    const program = `console.log(JSON.stringify([process.cwd(), ...process.argv.slice(2)]));
                     process.exitCode = 7;`;
    const { stdout, code } = await checkout.run(program, ["--data", "a b"]);
    expect(JSON.parse(stdout)).toEqual([realpathSync(checkout.path), "--data", "a b"]);
    expect(code).toBe(7);
  });

  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("gets %s and may clean up", async (signal) => {
    const program = `process.once("${signal}", () => { console.log("cleaned"); process.exit(5); });
                     setTimeout(() => undefined, 15_000); console.log("ready");`;
    const { stdout, code } = await checkout.run(program, [], (pid) => process.kill(pid, signal));
    expect({ stdout, code }).toEqual({ stdout: "ready\ncleaned\n", code: 5 });
  });

  it("that a signal has ended gives 128 and the signal's number", async () => {
    expect(await checkout.run(`process.kill(process.pid, "SIGKILL")`)).toMatchObject({ code: 137 });
  });
});
