import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonObject } from "../../template";
import { StrictApplier } from "./strict-applier";

let folder: string;
let applier: StrictApplier;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cachefort-applier-"));
  // No engine listens there: what is tested here needs none.
  applier = new StrictApplier({ folder, stateFile: stateFile(), socket: join(folder, "none") });
});
afterEach(() => rmSync(folder, { recursive: true }));

function stateFile(): string {
  return join(folder, "state", "state.json");
}

function lay(resources: JsonObject, output: JsonObject = {}): void {
  const parsed = { resource: { terraform_data: resources }, output };
  writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify(parsed));
}

function exec(command: string, rest: JsonObject = {}): JsonObject {
  return { "local-exec": { command, ...rest } };
}

test("a provisioner has its interpreter, its environment, self and each, and the folder", async () => {
  lay({
    guard: {
      for_each: { "a/0": "/data/a" },
      triggers_replace: { directory: "${each.value}" },
      provisioner: [
        exec(
          "const fs = require('fs'); fs.writeFileSync('seen', process.env.WORDS + process.cwd())",
          {
            interpreter: [process.execPath, "-e"],
            environment: { WORDS: "${each.key} ${self.triggers_replace.directory} " },
          },
        ),
      ],
    },
  });
  await applier.apply();
  expect(readFileSync(join(folder, "seen"), "utf8")).toBe(`a/0 /data/a ${folder}`);
});

test("each line of a provisioner is told, and its failure with all that it said", async () => {
  lay({ a: { provisioner: [exec("echo one; echo two >&2; exit 3")] } });
  const lines: string[] = [];
  const applied = applier.apply({ onProgress: (line) => lines.push(line) });
  await expect(applied).rejects.toThrow(
    /^terraform_data\.a: Error running command '.*': exit status 3\. Output: (one\ntwo|two\none)$/s,
  );
  expect(lines).toEqual(
    expect.arrayContaining([
      "terraform_data.a: Creating...",
      "terraform_data.a (local-exec): one",
      "terraform_data.a (local-exec): two",
    ]),
  );
  expect(await applier.plan()).toMatchObject([
    { address: "terraform_data.a", action: "replace", because: ["tainted"] },
  ]);
});

test("the state is on disk before the next step", async () => {
  lay({
    first: {},
    second: {
      depends_on: ["terraform_data.first"],
      provisioner: [exec(`cp '${stateFile()}' seen`)],
    },
  });
  await applier.apply();
  const seen = JSON.parse(readFileSync(join(folder, "seen"), "utf8")) as {
    instances: JsonObject[];
  };
  expect(seen.instances.map(({ address, tainted }) => [address, tainted])).toEqual([
    ["terraform_data.first", false],
    ["terraform_data.second", true],
  ]);
});

test("what a provisioner is given, reads and says is not in the state", async () => {
  const environment = { TOKEN: "given-secret" };
  lay({
    a: { provisioner: [exec('echo "$TOKEN" | tee said; echo read-secret', { environment })] },
  });
  await applier.apply();
  expect(readFileSync(join(folder, "said"), "utf8")).toBe("given-secret\n");
  expect(readFileSync(stateFile(), "utf8")).not.toMatch(/secret/);
});

test("of two at a time one is refused", async () => {
  lay({ a: { provisioner: [exec("sleep 1")] } });
  const first = applier.apply();
  const second = new StrictApplier({ folder, stateFile: stateFile() });
  await expect(second.plan()).rejects.toMatchObject({ code: "HOST_LOCKED" });
  await first;
  expect(await second.plan()).toEqual([]);
});

test("outputs have their values; a target leaves those of others as they are", async () => {
  const output = {
    a: { value: { is: "${terraform_data.a.triggers_replace}" } },
    b: { value: ["${terraform_data.b.triggers_replace}"] },
    c: { value: 1 },
  };
  lay({ a: { triggers_replace: "1" }, b: { triggers_replace: "1" } }, output);
  expect((await applier.apply()).outputs).toEqual({ a: { is: "1" }, b: ["1"], c: 1 });
  lay({ a: { triggers_replace: "2" }, b: { triggers_replace: "2" } }, output);
  const { changes, outputs } = await applier.apply({ targets: ["terraform_data.b"] });
  expect(changes.map(({ address }) => address)).toEqual(["terraform_data.b"]);
  expect(outputs).toEqual({ a: { is: "1" }, b: ["2"], c: 1 });
});

test("a target that is not there is refused", async () => {
  lay({ a: {} });
  await expect(applier.apply({ targets: ["terraform_data.b"] })).rejects.toThrow(
    "there is no terraform_data.b to target",
  );
});

test("one instance of several is a target, with its quotes", async () => {
  lay({ a: { for_each: { x: "1", "y/0": "2" }, triggers_replace: "${each.value}" } });
  const { changes } = await applier.apply({ targets: ['terraform_data.a["y/0"]'] });
  expect(changes.map(({ address }) => address)).toEqual(['terraform_data.a["y/0"]']);
  expect(await applier.plan()).toMatchObject([{ address: 'terraform_data.a["x"]' }]);
});

test("at its end a thing knows nothing but itself", async () => {
  lay({
    a: { triggers_replace: "1" },
    b: { provisioner: [exec("true ${terraform_data.a.id}", { when: "destroy" })] },
  });
  await applier.apply();
  await expect(applier.destroy()).rejects.toThrow("a destroy-time provisioner knows only self");
  lay({
    a: { triggers_replace: "1" },
    b: { provisioner: [exec("echo ${self.id} > seen", { when: "destroy" })] },
  });
  await applier.destroy();
  expect(readFileSync(join(folder, "seen"), "utf8")).toMatch(/^[0-9a-f-]{36}\n$/);
});

test("an engine that is not there is told, with what it was needed for", async () => {
  const image = { keep_locally: true, name: "none:here" };
  writeFileSync(
    join(folder, "cdk.tf.json"),
    JSON.stringify({ resource: { docker_image: { i: image } } }),
  );
  await expect(applier.apply()).rejects.toThrow("docker_image.i: connect ENOENT");
});
