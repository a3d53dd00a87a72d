import { execFileSync } from "node:child_process";
import { join } from "node:path";

const root = join(__dirname, "../..");

// Type-aware rules need a file that the project knows; its text is replaced by the fixture's.
const pure = "constructs/redis/slots.ts";
const rule = "constructs/policy/docker/not-privileged.ts";
const aspect = "constructs/policy/policy-aspect.ts";
const awsPure = "constructs/redis/aws/alarm-plan.ts";
const awsConstruct = "constructs/redis/aws/cluster-users.ts";
const awsPlace = "constructs/aws/subnet-plan.ts";
const kitFiles = "constructs/terraform/node-program.ts";
const impure = "clients/manifest-file.ts";
const test = "test/lint/rules.test.ts";
const template = "test/support/template.ts";

interface Case {
  readonly rule: string;
  readonly what: string;
  readonly rejected: readonly [file: string, code: string][];
  readonly accepted: readonly [file: string, code: string][];
}

const suite = (body: string) => `describe("x", () => { ${body} });`;

const cases: readonly Case[] = [
  {
    rule: "no-restricted-imports",
    what: "root import of a provider",
    rejected: [
      [impure, `export { Image } from "@cdktf/provider-docker";`],
      [impure, `import * as docker from "@cdktf/provider-docker/lib"; export default docker;`],
      [pure, `export { Image } from "@cdktf/provider-docker";`],
    ],
    accepted: [[impure, `export { Image } from "@cdktf/provider-docker/lib/image";`]],
  },
  {
    rule: "no-restricted-syntax",
    what: "root import of a provider at run time",
    rejected: [[impure, `export const load = () => import("@cdktf/provider-docker");`]],
    accepted: [[impure, `export const load = () => import("@cdktf/provider-docker/lib/image");`]],
  },
  {
    rule: "no-restricted-imports",
    what: "impure import in the pure core",
    rejected: [
      [rule, `export * from "cdktf";`],
      [rule, `export * from "node:child_process";`],
      ...[
        `"cdktf"`,
        `"@cdktf/provider-docker/lib/image"`,
        `"node:child_process"`,
        `"child_process"`,
        `"node:fs"`,
        `"node:fs/promises"`,
        `"node:net"`,
        `"node:tls"`,
        `"ioredis"`,
        `"redis"`,
        `"memcache"`,
        `"execa"`,
        `"./host/cluster"`,
        `"../../clients/manifest-file"`,
      ].map((source): [string, string] => [pure, `export * from ${source};`]),
    ],
    accepted: [
      [rule, `export { defineRule } from "../rule";`],
      [aspect, `export { Aspects } from "cdktf";`],
      [pure, `export { createHash } from "node:crypto";`],
      [pure, `export { z } from "zod";`],
      [pure, `export { ValidationError } from "../core/errors";`],
      [impure, `export { readFileSync } from "node:fs";`],
      [impure, `export { App } from "cdktf";`],
    ],
  },
  {
    rule: "cachefort/terraform-in-constructs",
    what: "Terraform in a target's file that is no construct",
    rejected: [
      [awsPure, `export { Token } from "cdktf";`],
      [awsPure, `export { type App, Token } from "cdktf";`],
      [awsPure, `export const f = () => import("cdktf");`],
      [awsPure, `export { Vpc } from "@cdktf/provider-aws/lib/vpc";`],
      [awsPure, `export { ClusterUsers } from "./cluster-users";`],
      [awsPlace, `export { Token } from "cdktf";`],
      ["constructs/docker/limits.ts", `export { Token } from "cdktf";`],
    ],
    accepted: [
      [awsPure, `export type { Token } from "cdktf";`],
      [awsPure, `import { type Token } from "cdktf"; export type T = Token;`],
      [awsPure, `export { membersByShard } from "./members";`],
      [
        awsConstruct,
        `import { Annotations } from "cdktf"; import type { Construct } from "constructs";
         export const f = (scope: Construct) => Annotations.of(scope);`,
      ],
    ],
  },
  {
    rule: "no-restricted-imports",
    what: "impure import of a target",
    rejected: [
      [awsPure, `export { readFileSync } from "node:fs";`],
      [awsConstruct, `export { spawn } from "node:child_process";`],
      [awsPure, `export { findEnvironment } from "../../../configs";`],
    ],
    accepted: [
      [awsPure, `export { SIGNALS } from "../../../monitor/thresholds";`],
      [kitFiles, `export { readFileSync } from "node:fs";`],
    ],
  },
  {
    rule: "@typescript-eslint/strict-boolean-expressions",
    what: "number or string as a condition",
    rejected: [
      [pure, `export const f = (n: number) => (n ? 1 : 2);`],
      [pure, `export const f = (n?: number) => (n ? 1 : 2);`],
      [pure, `export const f = (s: string) => !s;`],
      [pure, `export const f = (s?: string) => s || "x";`],
      [pure, `export const f = (s: string[]) => (s.length ? 1 : 2);`],
    ],
    accepted: [
      [pure, `export const f = (n: number) => (n === 0 ? 1 : 2);`],
      [pure, `export const f = (o?: { n: number }) => (o ? o.n : 2);`],
      [pure, `export const f = (s?: string) => s ?? "x";`],
    ],
  },
  {
    rule: "cachefort/no-array-truthiness",
    what: "array as a condition",
    rejected: [
      [pure, `export const f = (a?: string[]) => (a ? 1 : 2);`],
      [pure, `export const f = (a?: readonly string[]) => !a;`],
      [pure, `export const f = (a: [number, number] | null) => { if (a) throw new Error(); };`],
      [pure, `export const f = (b: boolean, a?: string[]) => { if (b && a) throw new Error(); };`],
      [pure, `export const f = (a?: string[]) => a || [];`],
    ],
    accepted: [
      [pure, `export const f = (a: string[]) => (a.length === 0 ? 1 : 2);`],
      [pure, `export const f = (a?: string[]) => (a === undefined ? 1 : 2);`],
      [pure, `export const f = (b: boolean, a: string[]) => (b && a.includes("x") ? 1 : 2);`],
      [pure, `export const f = (a?: string[]) => a ?? [];`],
    ],
  },
  {
    rule: "no-restricted-syntax",
    what: "synthesis without validations",
    rejected: [
      [test, `import { Testing } from "cdktf"; export const f = Testing.synth;`],
      [test, `import { Testing } from "cdktf"; Testing.synthScope(() => undefined);`],
    ],
    accepted: [
      [test, `import { Testing } from "cdktf"; export const app = Testing.app();`],
      [
        template,
        `import { Testing, type TerraformStack } from "cdktf";
         export const f = (stack: TerraformStack) => Testing.synth(stack, true);`,
      ],
    ],
  },
  {
    rule: "no-restricted-syntax",
    what: "focused or skipped test",
    rejected: [
      [test, suite(`it.only("y", () => undefined);`)],
      [test, suite(`it.skip("y", () => undefined);`)],
      [test, suite(`it["only"]("y", () => undefined);`)],
      [test, suite(`it.only.each([1])("y", () => undefined);`)],
      [test, suite(`test.concurrent.skip("y", async () => {});`)],
      [test, suite(`xit("y", () => undefined);`)],
      [test, `describe.skip("x", () => undefined);`],
      [test, `fdescribe.each([1])("x", () => undefined);`],
    ],
    accepted: [[test, suite(`it.each([1])("y", () => undefined);`)]],
  },
  {
    rule: "no-restricted-syntax",
    what: "ignored error",
    rejected: [
      [impure, `export const f = () => { try { process.exit(1); } catch {} };`],
      [impure, `export const f = (p: Promise<number>) => p.catch(() => {});`],
    ],
    accepted: [
      [impure, `export const f = (p: Promise<number>) => p.catch((e: unknown) => String(e));`],
    ],
  },
  {
    rule: "@typescript-eslint/no-floating-promises",
    what: "floating promise",
    rejected: [[impure, `export const f = (p: Promise<number>) => { p.finally(() => 1); };`]],
    accepted: [[impure, `export const f = async (p: Promise<number>) => { await p; };`]],
  },
  {
    rule: "@typescript-eslint/no-unused-vars",
    what: "unused name",
    rejected: [[impure, `import { readFileSync } from "node:fs"; export const one = 1;`]],
    accepted: [[impure, `export { readFileSync } from "node:fs";`]],
  },
];

const fixtures = cases.flatMap((each) => [...each.rejected, ...each.accepted]);
let verdicts: ReadonlyMap<string, string[]>;
const key = (file: string, code: string) => `${file}\n${code}`;

beforeAll(() => {
  const output = execFileSync(process.execPath, [join(root, "test/support/lint-texts.mjs")], {
    cwd: root,
    input: JSON.stringify(fixtures.map(([file, code]) => ({ file: join(root, file), code }))),
    encoding: "utf8",
    timeout: 120_000,
  });
  const answers = JSON.parse(output) as string[][];
  verdicts = new Map(fixtures.map(([file, code], i) => [key(file, code), answers[i] ?? []]));
}, 120_000);

describe.each(cases)("$what", ({ rule, rejected, accepted }) => {
  it.each(rejected)("is rejected in %s: %s", (file, code) => {
    expect(verdicts.get(key(file, code))).toContain(rule);
  });

  it.each(accepted)("does not stop, in %s: %s", (file, code) => {
    expect(verdicts.get(key(file, code))).toEqual([]);
  });
});
