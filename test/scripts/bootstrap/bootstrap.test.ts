import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(__dirname, "../../..");
const bootstrap = join(root, "scripts/bootstrap.mjs");

describe("stale modules", () => {
  const folder = mkdtempSync(join(tmpdir(), "cachefort-stale-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  interface Entry {
    readonly version?: string;
    readonly optional?: boolean;
  }
  type Packages = Readonly<Record<string, Entry>>;

  /** Lays out a project, installed as told, and asks what is stale. */
  function reason(locked: Packages, installed: Packages | undefined, gone = ""): unknown {
    rmSync(join(folder, "node_modules"), { recursive: true, force: true });
    const write = (name: string, packages: Packages) =>
      writeFileSync(join(folder, name), JSON.stringify({ packages }));
    write("package-lock.json", { "": { version: "0.1.0" }, ...locked });
    if (installed !== undefined) {
      for (const path of Object.keys(installed)) {
        if (path !== gone) mkdirSync(join(folder, path), { recursive: true });
      }
      mkdirSync(join(folder, "node_modules"), { recursive: true });
      write("node_modules/.package-lock.json", installed);
    }
    const program = join(root, "test/support/stale-reason.mjs");
    return JSON.parse(execFileSync(process.execPath, [program, folder], { encoding: "utf8" }));
  }

  const zod = { "node_modules/zod": { version: "4.6.7" } };
  const mac = { "node_modules/fsevents": { version: "2.3.3", optional: true } };

  it.each([
    ["nothing is installed", zod, undefined, "there are none"],
    ["all is as locked", zod, zod, null],
    ["a package for another system is absent", { ...zod, ...mac }, zod, null],
    ["a package is absent", zod, {}, "node_modules/zod is missing"],
    [
      "a package has another version",
      zod,
      { "node_modules/zod": { version: "4.0.0" } },
      "node_modules/zod is 4.0.0 instead of 4.6.7",
    ],
  ])("are told when %s", (_, locked, installed, expected) => {
    expect(reason(locked, installed)).toBe(expected);
  });

  it("are told when a folder was removed by hand", () => {
    expect(reason(zod, zod, "node_modules/zod")).toBe("node_modules/zod is missing");
  });
});

describe("bootstrap", () => {
  function start(...args: readonly string[]) {
    const child = spawn(process.execPath, [bootstrap, ...args], {
      cwd: tmpdir(),
      stdio: ["ignore", "pipe", "pipe"],
      timeout: 20_000,
    });
    let stdout = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    const ended = once(child, "close").then(([code]) => ({ code: code as number | null, stdout }));
    return { child, ended };
  }

  it("runs node in the project's folder with the arguments, and ends as it does", async () => {
    const program = "console.log(process.cwd(), process.argv.slice(1).join()); process.exit(7)";
    expect(await start("-e", program, "a", "b c").ended).toEqual({
      code: 7,
      stdout: `${root} a,b c\n`,
    });
  });

  it("passes on a signal that it alone gets, and ends as its child does", async () => {
    const program = `
      process.on("SIGTERM", () => process.exit(42));
      setInterval(() => undefined, 1000);
      console.log("ready");`;
    const { child, ended } = start("-e", program);
    await once(child.stdout, "data");
    child.kill("SIGTERM");
    expect((await ended).code).toBe(42);
  });
});
