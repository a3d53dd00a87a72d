// Tries the lowest releases of the AWS SDK that package.json lets users have: `npm run floors`. They are installed in a
// folder of their own; the sources are type-checked with them, and the tests against stand-ins of services run.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../test/support/cachefort";

/** Optional peers whose floor is tried here; the others have tests of their own. */
const TRIED = /^@(aws-sdk|smithy)\//;
/** Sources that a published package has. */
const SOURCES = ["cli", "clients", "configs", "constructs", "monitor", "operate", "smoke"];
/** Tests in which the packages do their work. */
const TESTS = [
  "test/clients/(index|redis/(iam-token|login)|secrets/)",
  "test/operate/aws/",
  "test/smoke/faults/aws",
];

function floorsOf(file: string): Record<string, string> {
  const { peerDependencies } = JSON.parse(readFileSync(file, "utf8")) as {
    peerDependencies: Record<string, string>;
  };
  const tried = Object.entries(peerDependencies).filter(([name]) => TRIED.test(name));
  return Object.fromEntries(tried.map(([name, range]) => [name, range.replace(/^\^/, "")]));
}

function configurationFor(folder: string, floors: Record<string, string>): object {
  const modules = join(folder, "node_modules");
  return {
    extends: join(ROOT, "tsconfig.json"),
    compilerOptions: {
      baseUrl: folder,
      paths: Object.fromEntries(Object.keys(floors).map((name) => [name, [join(modules, name)]])),
      typeRoots: [join(ROOT, "node_modules/@types")],
    },
    include: SOURCES.map((source) => join(ROOT, source, "**/*.ts")),
    exclude: [],
  };
}

function run(folder: string, program: string, ...args: readonly string[]): void {
  const env = { ...process.env, CACHEFORT_FLOORS: folder };
  const cwd = program === "npm" ? folder : ROOT;
  process.stderr.write(`── ${program} ${args.join(" ")}\n`);
  const { status } = spawnSync(program, args, { cwd, env, stdio: "inherit" });
  if (status !== 0) throw new Error(`${program} has failed with the lowest releases: see above`);
}

function main(): void {
  const floors = floorsOf(join(ROOT, "package.json"));
  const folder = mkdtempSync(join(tmpdir(), "cachefort-floors-"));
  try {
    const file = (name: string, content: object): string => {
      const path = join(folder, name);
      writeFileSync(path, JSON.stringify(content));
      return path;
    };
    file("package.json", { private: true, dependencies: floors });
    run(folder, "npm", "install", "--ignore-scripts", "--no-audit", "--no-fund");
    run(folder, "npx", "tsc", "-p", file("tsconfig.json", configurationFor(folder, floors)));
    run(
      folder,
      ...["npx", "jest", "--selectProjects", "unit"],
      ...["--resolver", join(__dirname, "floors/resolver.cjs"), "--testPathPatterns", ...TESTS],
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

main();
