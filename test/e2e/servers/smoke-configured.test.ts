import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { App } from "cdktf";
import { environmentNames, findEnvironment } from "../../../configs";
import { readEnvironment } from "../../../configs/read-environment";
import { EnvironmentPaths } from "../../../constructs/core/environment-paths";
import type { SmokeTaskProps } from "../../../constructs/harness/aws/smoke-task";
import { writeManifests } from "../../../operate/manifest-files";
import { awsStackPropsOf } from "../../../operate/aws/prepare";
import { readSmokePlace, type SmokePlace } from "../../../operate/aws/smoke-place";
import { readOrder } from "../../../smoke/remote/order";
import { AwsStack } from "../../../stacks/aws-stack";
import { FakeAws } from "../../support/aws-api/fake-aws";
import { FakeSmokeTask } from "../../support/aws-api/fake-smoke-task";
import { SMOKE } from "../../support/aws-smoke";
import { type CommandResult, startCachefortIn } from "../../support/cachefort";
import { type Json, Template } from "../../support/template";

/** A name that nobody has: where a deployment has addresses of ElastiCache. */
const NOWHERE = "cache.invalid";

const AWS_NAMES = environmentNames.filter((name) => findEnvironment(name).target === "aws");

let project: string;
let fake: FakeAws | undefined;
let task: FakeSmokeTask | undefined;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "cachefort-configured-"));
  writeFileSync(join(project, "cdktf.json"), "{}");
});
afterEach(async () => {
  const refused = fake?.refused;
  task?.close();
  await fake?.close();
  rmSync(project, { recursive: true });
  fake = undefined;
  expect(refused ?? []).toEqual([]);
});

/** Leaves what a deployment of an environment leaves: its outputs, and the manifests of them. */
function deploy(name: string, smoke?: SmokeTaskProps): EnvironmentPaths {
  const environment = findEnvironment(name);
  if (environment.target !== "aws") throw new Error(`${name} is not on AWS`);
  const config = readEnvironment(name, {
    ...environment,
    ...(smoke === undefined ? {} : { smoke }),
  });
  if (config.target !== "aws") throw new Error(`${name} has left AWS`);
  const paths = new EnvironmentPaths(project, name, false);
  const stack = new AwsStack(new App(), `cachefort-${name}`, awsStackPropsOf(paths, config));
  const outputs = applied(Template.of(stack).outputs());
  mkdirSync(dirname(paths.outputsFile), { recursive: true });
  writeFileSync(paths.outputsFile, JSON.stringify({ [`cachefort-${name}`]: outputs }));
  writeManifests(paths.outputsFile, `cachefort-${name}`, paths.manifests);
  return paths;
}

/** References as an apply would resolve them: to ids of their resources, and to addresses. */
function applied(value: Json): Json {
  if (typeof value === "string") return resolved(value);
  if (Array.isArray(value)) return value.map(applied);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, applied(each)]));
}

function resolved(text: string): string {
  return text.replaceAll(/\$\{([^}]*)\}/g, (_, reference: string) =>
    /endpoint/.test(reference) ? NOWHERE : `of-${reference.replaceAll(/[^\w-]+/g, "-")}`,
  );
}

async function serve(place?: SmokePlace): Promise<FakeAws> {
  task = new FakeSmokeTask(place === undefined ? {} : { place });
  fake = await FakeAws.start({ ecs: task.ecs, logs: task.logs });
  return fake;
}

function smoke(...words: readonly string[]): Promise<CommandResult> {
  return startCachefortIn(project, ["smoke", ...words]).ended;
}

test("there are environments on AWS", () => {
  expect(AWS_NAMES).toEqual(["staging", "prod"]);
});

describe.each(AWS_NAMES)("environment %s", (name) => {
  test("starts the task that its stack has put out, with the manifests of its deployment", async () => {
    const paths = deploy(name, SMOKE);
    const place = readSmokePlace(paths.outputsFile, `cachefort-${name}`);
    const aws = await serve(place);
    const { code, stderr, stdout } = await smoke(name, "--via", "ecs");
    const { cluster, taskDefinition } = place;
    expect(task?.input).toMatchObject({ cluster, taskDefinition });
    expect(cluster).toBe(`cachefort-${name}`);
    expect(taskDefinition).toContain("aws_ecs_task_definition-smoke");
    // The harness was there, and found what the manifests say.
    expect([code, stdout]).toEqual([3, ""]);
    expect(stderr).toContain(`SMOKE_TARGET_UNREACHABLE: no node of sessions`);
    expect(stderr).toContain(NOWHERE);
    expect(aws.countOf("RunTask")).toBe(1);
  }, 60_000);

  test("is told the order that was given", async () => {
    const paths = deploy(name, SMOKE);
    await serve(readSmokePlace(paths.outputsFile, `cachefort-${name}`));
    await smoke(name, "--via", "ecs", "--name", "sessions", "--only", "redis/acl", "--seed", "7");
    const { overrides } = (task?.input ?? {}) as unknown as {
      overrides: { containerOverrides: [{ environment: [{ value: string }] }] };
    };
    const { manifests, ...order } = readOrder(overrides.containerOverrides[0].environment[0].value);
    expect(order).toMatchObject({ environment: name, seed: 7, checkIds: ["redis/acl"] });
    expect(order.areFaultsAllowed).toBe(false);
    expect(manifests).toMatchObject([{ name: "sessions", environment: name, target: "aws" }]);
  }, 60_000);

  test("says what to set where its stack has no task", async () => {
    deploy(name);
    const aws = await serve();
    const { code, stderr } = await smoke(name, "--via", "ecs");
    expect(code).toBe(3);
    expect(stderr).toContain("SMOKE_TASK_UNDEPLOYED");
    expect(stderr).toContain("name an image in smoke of configs/");
    expect(aws.calls).toEqual([]);
  });

  test("says that it is not deployed", async () => {
    const aws = await serve();
    const { code, stderr } = await smoke(name, "--via", "ecs");
    expect(code).toBe(3);
    expect(stderr).toContain(`ENVIRONMENT_NOT_DEPLOYED: environment ${name} is not deployed`);
    expect(aws.calls).toEqual([]);
  });
});
