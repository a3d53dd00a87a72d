import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cdktfEnvironment } from "../../operate/cdktf";
import { StrictApplier } from "../support/docker/applier";
import type { JsonObject } from "../support/template";

/** Which of the resources `net` ← `node` ← `gate` there are, with their triggers; one needs those before. */
interface Layout {
  readonly net?: string;
  readonly node?: string;
  readonly gate?: string;
  /** Instances of a resource of their own, by key. @default - none */
  readonly guards?: Readonly<Record<string, string>>;
  readonly gateFirst?: boolean;
  /** Whether the making of `node` fails. @default false */
  readonly nodeFails?: boolean;
}

interface Run {
  readonly layout: Layout;
  readonly targets?: readonly string[];
}

const home = mkdtempSync(join(tmpdir(), "cachefort-order-"));
afterAll(() => rmSync(home, { recursive: true }));

/** Both are told the same, step by step; what their provisioners write must be the same. */
test.each<[string, Run[]]>([
  ["makes and ends in the order of dependencies", [{ layout: { net: "1", node: "1", gate: "1" } }]],
  [
    "ends what it replaces before it makes the new thing",
    [
      { layout: { net: "1", node: "1", gate: "1" } },
      { layout: { net: "1", node: "2", gate: "2" } },
      { layout: { net: "2", node: "3", gate: "3" } },
    ],
  ],
  [
    "create_before_destroy of a resource holds for all that it depends on",
    [
      { layout: { net: "1", node: "1", gate: "1", gateFirst: true } },
      { layout: { net: "2", node: "2", gate: "2", gateFirst: true } },
      { layout: { net: "2", node: "3", gate: "2", gateFirst: true } },
    ],
  ],
  [
    "create_before_destroy of a resource that a target leaves out holds for nothing",
    [
      { layout: { net: "1", node: "1", gate: "1", gateFirst: true } },
      {
        layout: { net: "2", node: "2", gate: "2", gateFirst: true },
        targets: ["terraform_data.node"],
      },
      { layout: { net: "2", node: "2", gate: "2", gateFirst: true } },
    ],
  ],
  [
    "a target takes what it depends on, and nothing else",
    [
      { layout: { net: "1", node: "1", gate: "1" }, targets: ["terraform_data.node"] },
      { layout: { net: "2", node: "2", gate: "1" }, targets: ["terraform_data.net"] },
    ],
  ],
  [
    "instances come and go by their keys",
    [
      { layout: { guards: { a: "1" } } },
      { layout: { guards: { a: "1", "b/0-0": "1" } } },
      { layout: { guards: { "b/0-0": "1" } } },
      { layout: { guards: { "b/0-0": "2" } } },
    ],
  ],
  [
    "what leaves the configuration ends without its provisioners",
    [{ layout: { net: "1", node: "1", gate: "1" } }, { layout: { net: "1" } }],
  ],
  [
    "what is left changes after the end of what it depended on",
    [
      { layout: { net: "1", node: "1", gate: "1" } },
      { layout: { net: "2", gate: "2" } },
      { layout: { gate: "3" } },
    ],
  ],
  [
    "with create_before_destroy it changes before",
    [
      { layout: { net: "1", node: "1", gate: "1", gateFirst: true } },
      { layout: { net: "2", gate: "2", gateFirst: true } },
      { layout: { gate: "3", gateFirst: true } },
    ],
  ],
  [
    "what failed is tainted: it is replaced without its own end",
    [
      { layout: { net: "1", node: "1", gate: "1", nodeFails: true } },
      { layout: { net: "1", node: "1", gate: "1" } },
    ],
  ],
])("%s, as Terraform does", async (name, runs) => {
  const folder = join(home, name.replaceAll(/\W/g, "-"));
  const [ours, theirs] = [join(folder, "applier"), join(folder, "terraform")];
  const applier = new StrictApplier({ folder: ours, stateFile: join(ours, "state.json") });
  for (const { layout, targets } of runs) {
    for (const each of [ours, theirs]) lay(each, layout);
    const args = (targets ?? []).map((target) => `-target=${target}`);
    const failed = [
      await fails(() => applier.apply(targets === undefined ? {} : { targets })),
      await fails(async () => terraform(theirs, "apply", "-auto-approve", ...args)),
    ];
    expect(failed).toEqual([layout.nodeFails === true, layout.nodeFails === true]);
  }
  await applier.destroy();
  terraform(theirs, "destroy", "-auto-approve");
  const said = linesOf(theirs);
  expect(said).not.toEqual([]);
  expect(linesOf(ours)).toEqual(said);
});

function lay(folder: string, layout: Layout): void {
  const { net, node, gate, guards, gateFirst = false, nodeFails = false } = layout;
  const resources: JsonObject = {};
  if (net !== undefined) resources["net"] = data("net", net);
  if (node !== undefined) {
    resources["node"] = data("node", node, {
      depends_on: before(resources),
      ...(nodeFails ? { fails: true } : {}),
    });
  }
  if (gate !== undefined) {
    resources["gate"] = data("gate", gate, {
      depends_on: before(resources),
      lifecycle: { create_before_destroy: gateFirst },
    });
  }
  if (guards !== undefined) {
    resources["guard"] = data("guard ${self.triggers_replace.v}", "${each.key} ${each.value}", {
      for_each: { ...guards },
    });
  }
  mkdirSync(folder, { recursive: true });
  const isNew = !linesOf(folder, "cdk.tf.json").some((line) => line !== "");
  writeFileSync(
    join(folder, "cdk.tf.json"),
    JSON.stringify({
      terraform: { backend: { local: { path: "terraform.tfstate" } } },
      resource: { terraform_data: resources },
    }),
  );
  if (isNew) terraform(folder, "init");
}

function before(resources: JsonObject): string[] {
  return Object.keys(resources).map((name) => `terraform_data.${name}`);
}

function data(name: string, trigger: string, rest: JsonObject = {}): JsonObject {
  const { fails: isFailing, ...others } = rest;
  return {
    triggers_replace: { v: trigger },
    provisioner: [
      { "local-exec": { command: `echo "make ${name} $V" >> log`, environment: { V: "now" } } },
      ...(isFailing === true ? [{ "local-exec": { command: "exit 7" } }] : []),
      { "local-exec": { when: "destroy", command: `echo "end ${name}" >> log` } },
    ],
    ...others,
  };
}

function linesOf(folder: string, file = "log"): string[] {
  try {
    return readFileSync(join(folder, file), "utf8").split("\n");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return [];
  }
}

async function fails(action: () => Promise<unknown>): Promise<boolean> {
  try {
    await action();
    return false;
  } catch (error) {
    // Both say it in the same words.
    expect((error as Error).message.replaceAll(/\s+/g, " ")).toContain("exit status 7. Output:");
    return true;
  }
}

function terraform(folder: string, ...args: string[]): void {
  execFileSync("terraform", [`-chdir=${folder}`, ...args, "-no-color"], {
    encoding: "utf8",
    env: cdktfEnvironment("test"),
    stdio: "pipe",
  });
}
