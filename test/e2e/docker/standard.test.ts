import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DockerEnvironmentInput } from "../../../configs/schema";
import { docker } from "../../../operate/docker/engine";
import { until } from "../../../operate/host/until";
import { BOOKWORM, TRIXIE } from "../../support/docker-images";
import { DockerProject } from "../../support/docker-project";
import { secretsOfContainer, secretsOfImage } from "../../support/docker/secret-places";
import { secretsIn, secretTexts, withoutAnyKey } from "../../support/secret-search";
import { failuresOf, suiteOn } from "../../support/suite";
import { becomesWhole } from "../../support/whole-cluster";

jest.setTimeout(300_000);

type Config = Omit<DockerEnvironmentInput, "target">;
const users = [
  { name: "api", role: "readWrite" as const, keys: ["session:*"], channels: ["session:*"] },
  { name: "report", role: "readOnly" as const, keys: ["session:*"] },
];
const memcached = [{ name: "pages", port: 22690, users: [{ name: "web" }] }];
const valkey: Config = {
  images: TRIXIE,
  redis: [{ name: "sessions", port: 22650, nodeTimeoutMs: 2000, users }],
  memcached,
};
const redis: Config = {
  images: BOOKWORM,
  redis: [{ name: "sessions", port: 22660, shards: 6, nodeTimeoutMs: 2000, users }],
  memcached,
};
/** Seconds that a deployment, both suites and the end may take together; printed, as machines differ. */
const GOAL_SECONDS = 180;

// More containers than Terraform starts at a time.
describe.each([
  [
    "Valkey 8.1, 3 shards with a replica each, and a ring with a password database",
    "cfvalkey",
    valkey,
    9,
  ],
  ["Redis 7.0, 6 shards with a replica each, and a ring with a sasldb", "cfredis", redis, 15],
] as const)("%s", (title, environment, config, containers) => {
  const project = new DockerProject(environment);
  const deployed = () => [project.deployed("sessions"), project.deployed("pages")];
  const seconds: Record<string, number> = {};
  afterAll(() => project.close());

  async function timed(step: string, work: () => Promise<unknown>): Promise<void> {
    const start = performance.now();
    await work();
    seconds[step] = (performance.now() - start) / 1000;
  }

  async function containerNames(): Promise<string[]> {
    const lines = await project.onEngine();
    return lines.flatMap((line) => /^container (\S+)$/.exec(line)?.[1] ?? []);
  }

  test(`${containers} containers come up`, async () => {
    await timed("deploy", () => project.deploy(config));
    expect(await containerNames()).toHaveLength(containers);
  });

  test("a second deployment changes nothing", async () => {
    expect(await project.plan(config)).toEqual([]);
  });

  test("the suite `standard` passes", async () => {
    await timed("standard", async () => {
      const report = await suiteOn(deployed(), project.driver, "standard");
      expect(failuresOf(report)).toBe("");
      expect(report.results.length).toBeGreaterThan(28);
    });
  });

  test("every container restarted: the suite `quick` passes", async () => {
    await timed("restart", async () => {
      await docker("restart", ...(await containerNames()));
      expect(await becomesWhole(project, "sessions", 60_000)).toBeUndefined();
    });
    await timed("quick", async () => {
      expect(failuresOf(await suiteOn(deployed(), project.driver, "quick"))).toBe("");
    });
  });

  test("no secret stands in the configuration or in the state", () => {
    const secrets = secretTexts(project.paths.secrets);
    expect(secrets.size).toBeGreaterThan(20);
    const state = readFileSync(join(project.paths.state, "applied.json"), "utf8");
    expect(secretsIn(JSON.stringify(project.configuration()), secrets)).toEqual([]);
    expect(secretsIn(state, secrets)).toEqual([]);
  });

  test("no secret stands in environment, labels, logs and layers of any container and image", async () => {
    const secrets = secretTexts(project.paths.secrets);
    const names = await containerNames();
    expect(names).toHaveLength(containers);
    const nothing = { inspect: [], logs: [], changes: [], files: [] };
    for (const name of names) {
      expect({ name, ...(await secretsOfContainer(name, secrets)) }).toEqual({ name, ...nothing });
    }
    const { stdout } = await docker("inspect", "--format", "{{.Image}}", ...names);
    const images = [...new Set(stdout.trim().split("\n"))];
    expect(images.length).toBeGreaterThan(0);
    for (const name of images) {
      const found = await secretsOfImage(name, withoutAnyKey(secrets));
      expect({ name, ...found }).toEqual({ name, inspect: [], history: [], layers: [] });
    }
  });

  test("a node is healthy while all the others are stopped", async () => {
    const names = project.redis("sessions").manifest.nodes.map(({ ref }) => ref);
    const [alone = "", ...others] = names;
    await docker("kill", ...names);
    await docker("start", alone);
    const health = async (): Promise<string> =>
      (await docker("inspect", "--format", "{{.State.Health.Status}}", alone)).stdout.trim();
    await until(60_000, async () => (await health()) === "healthy");
    expect(await health()).toBe("healthy");
    for (const name of others) expect(await project.driver.isRunning(name)).toBe(false);
    await docker("start", ...others);
    expect(await becomesWhole(project, "sessions", 60_000)).toBeUndefined();
  });

  test("destroy leaves no container, no network and no volume", async () => {
    await timed("destroy", () => project.applier.destroy());
    expect(await project.onEngine()).toEqual([]);
    const steps = Object.entries(seconds).map(([step, each]) => `${step} ${each.toFixed(0)} s`);
    const sum = Object.values(seconds).reduce((total, each) => total + each, 0);
    process.stderr.write(`${title}: ${steps.join(", ")}; ${sum.toFixed(0)} s of ${GOAL_SECONDS}\n`);
  });
});
