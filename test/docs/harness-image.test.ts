import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import ts from "typescript";
import { smokeContainer } from "../../constructs/harness/aws/smoke-container";

const root = join(__dirname, "../..");
const dockerfile = readFileSync(join(root, "docker/harness/Dockerfile"), "utf8");
const { dependencies, devDependencies } = JSON.parse(
  readFileSync(join(root, "package.json"), "utf8"),
) as Record<"dependencies" | "devDependencies", Record<string, string>>;

/** Files and packages that a source file needs when it runs, and those that these need. */
function neededBy(file: string, files = new Set<string>(), packages = new Set<string>()) {
  if (files.has(file)) return { files, packages };
  files.add(file);
  // What is imported for its types alone is gone when it runs.
  const { outputText } = ts.transpileModule(readFileSync(file, "utf8"), {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  });
  for (const { fileName: name } of ts.preProcessFile(outputText).importedFiles) {
    if (!name.startsWith(".")) {
      if (!name.startsWith("node:")) packages.add(name);
      continue;
    }
    const path = join(dirname(file), name);
    const found = [`${path}.ts`, join(path, "index.ts")].find(existsSync);
    if (found !== undefined) neededBy(found, files, packages);
  }
  return { files, packages };
}

const { files, packages } = neededBy(join(root, "cli/smoke-task.ts"));
const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, what = ""]) =>
  what.split(" "),
);
const installed = [...dockerfile.matchAll(/\$\(tested (\S+)\)/g)].map(([, name = ""]) => name);

test("the image has every folder that the harness is made of, and nothing of an environment", () => {
  const folders = [...files].map((file) => relative(root, file).split("/")[0] ?? "");
  expect(files.size).toBeGreaterThan(100);
  expect(copied).toEqual(expect.arrayContaining([...new Set(folders), "bin"]));
  for (const name of copied) expect(existsSync(join(root, name))).toBe(true);
  expect(copied).not.toContain(".");
});

test("it has every package that the harness loads, in the version that the tests run with", () => {
  const known = [...Object.keys(dependencies), ...installed];
  const names = [...packages].map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name);
  expect(names.filter((name) => !known.includes(name))).toEqual([]);
  for (const name of [...installed, "tsx"]) expect(devDependencies[name]).toMatch(/^\d/);
  expect(installed).toContain("tsx");
});

test("the task calls it as it is", () => {
  const image = { repository: "harness", tag: "1", uid: 1000, gid: 1000 };
  const { command, entryPoint, user } = smokeContainer(image, { region: "", logGroup: "" }) as {
    command: string[];
    entryPoint: string[];
    user: string;
  };
  expect(dockerfile).toContain(`ENTRYPOINT ${JSON.stringify(entryPoint).replaceAll(",", ", ")}`);
  expect(dockerfile).toContain(`CMD ${JSON.stringify(command).replaceAll(",", ", ")}`);
  expect(dockerfile).toContain(`USER ${user}`);
});
