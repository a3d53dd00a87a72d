import type { DockerEnvironmentInput } from "../../../configs/schema";
import { docker } from "../../../operate/docker/engine";
import { rejection } from "../../support/coded";
import { BOOKWORM as IMAGE } from "../../support/docker/images";
import { OwnEngine } from "../../support/docker/own-engine";
import { BOOKWORM } from "../../support/docker-images";
import { DockerProject } from "../../support/docker-project";
import { missing, writeReplicated } from "../../support/replicated-writes";
import { becomesWhole, whyNotWhole } from "../../support/whole-cluster";

jest.setTimeout(240_000);

const users = [{ name: "api", role: "readWrite" as const, keys: ["session:*"] }];
const back = {
  name: "back",
  port: 22160,
  nodeTimeoutMs: 2000,
  users,
  restartWithEngine: true,
};
const stays = { ...back, name: "stays", port: 22170, restartWithEngine: false };
const ring = {
  name: "pages",
  nodes: 2,
  port: 22180,
  users: [{ name: "web" }],
  restartWithEngine: true,
};
const config: Omit<DockerEnvironmentInput, "target"> = {
  images: BOOKWORM,
  redis: [back, stays],
  memcached: [ring],
};

const engine = new OwnEngine();
const project = new DockerProject("cfengine");
beforeAll(async () => {
  await engine.start();
  await engine.load(IMAGE.name);
  await project.deploy(config);
});
afterAll(async () => {
  try {
    await engine.start();
    await project.close();
  } finally {
    await engine.remove();
  }
});

/** Names of a cluster's containers. */
const containersOf = (name: string): string[] =>
  project.redis(name).manifest.nodes.map(({ ref }) => ref);

async function containerIds(): Promise<string> {
  const names = ["back", "stays"].flatMap(containersOf);
  return (await docker("inspect", "--format", "{{.Name}} {{.Id}}", ...names)).stdout;
}

async function writeEverywhere(): Promise<() => Promise<string[]>> {
  const written = [await writeReplicated(project, "back", 200)];
  written.push(await writeReplicated(project, "stays", 200));
  for (const { replicated } of written) expect(replicated.size).toBeGreaterThan(150);
  return async () => [
    ...(await missing(project.redis("back"), written[0]?.replicated ?? new Map())),
    ...(await missing(project.redis("stays"), written[1]?.replicated ?? new Map())),
  ];
}

test("without an engine `up` says so", async () => {
  await engine.stop();
  try {
    const error = await rejection(project.up(config));
    expect(error.code).toBe("DOCKER_UNREACHABLE");
    expect(error.message).toContain("start the engine");
  } finally {
    await engine.start();
  }
  await project.up(config);
});

test("the engine is stopped and started: who restarts with it comes back, and `up` starts the others", async () => {
  const lost = await writeEverywhere();
  const before = await containerIds();
  await engine.stop();
  await engine.start();
  expect(await becomesWhole(project, "back", 60_000)).toBeUndefined();
  const told = await project.up(config);
  // Who ended with a failure is started by the engine too.
  expect(told).toEqual([expect.stringMatching(/^starting /)]);
  const started = told[0]?.replace("starting ", "").split(", ") ?? [];
  expect(containersOf("stays")).toEqual(expect.arrayContaining(started));
  expect(await whyNotWhole(project, "back")).toBeUndefined();
  expect(await whyNotWhole(project, "stays")).toBeUndefined();
  expect(await containerIds()).toBe(before);
  expect(await project.plan(config)).toEqual([]);
  expect(await lost()).toEqual([]);
});

test("the engine crashes and is started: `up` starts whatever it has stopped", async () => {
  const lost = await writeEverywhere();
  const before = await containerIds();
  await engine.kill();
  await engine.start();
  const told = await project.up(config);
  expect(told.filter((line) => !line.startsWith("starting "))).toEqual([]);
  expect(await whyNotWhole(project, "back")).toBeUndefined();
  expect(await whyNotWhole(project, "stays")).toBeUndefined();
  expect(await containerIds()).toBe(before);
  expect(await project.plan(config)).toEqual([]);
  expect(await lost()).toEqual([]);
  process.stderr.write(`after the engine's crash: ${told[0] ?? "nothing had stopped"}\n`);
});
