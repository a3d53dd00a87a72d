import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DockerEnvironmentInput } from "../../../configs/schema";
import { docker } from "../../../operate/docker/engine";
import { BOOKWORM, TRIXIE } from "../../support/docker-images";
import { DockerProject } from "../../support/docker-project";
import { secretsOfContainer, secretsOfImage } from "../../support/docker/secret-places";
import { secretsIn, secretTexts } from "../../support/secret-search";
import { failuresOf, suiteOn } from "../../support/suite";
import { becomesWhole } from "../../support/whole-cluster";

jest.setTimeout(300_000);

type Config = Omit<DockerEnvironmentInput, "target">;
const users = [
  { name: "api", role: "readWrite" as const, keys: ["session:*"], channels: ["session:*"] },
  { name: "report", role: "readOnly" as const, keys: ["session:*"] },
];
const ring = { name: "pages", port: 22690, users: [{ name: "web" }] };

async function containersOf(project: DockerProject): Promise<string[]> {
  const lines = await project.onEngine();
  return lines.flatMap((line) => /^container (\S+)$/.exec(line)?.[1] ?? []);
}

describe("Valkey 8.1, 3 shards with a replica each, and a ring with a password database", () => {
  const config: Config = {
    images: TRIXIE,
    redis: [{ name: "sessions", port: 22650, nodeTimeoutMs: 2000, users }],
    memcached: [ring],
  };
  const project = new DockerProject("cfvalkey");
  const deployed = () => [project.deployed("sessions"), project.deployed("pages")];
  beforeAll(async () => {
    await project.deploy(config);
  });
  afterAll(() => project.close());

  test("a second deployment changes nothing", async () => {
    expect(await project.plan(config)).toEqual([]);
  });

  test("the suite `standard` passes", async () => {
    const report = await suiteOn(deployed(), project.driver, "standard");
    expect(failuresOf(report)).toBe("");
    expect(report.results.length).toBeGreaterThan(28);
  });

  test("every container restarted: the suite `quick` passes", async () => {
    await docker("restart", ...(await containersOf(project)));
    expect(await becomesWhole(project, "sessions", 60_000)).toBeUndefined();
    expect(failuresOf(await suiteOn(deployed(), project.driver, "quick"))).toBe("");
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
    const containers = await containersOf(project);
    expect(containers).toHaveLength(9);
    const nothing = { inspect: [], logs: [], changes: [], files: [] };
    for (const name of containers) {
      expect({ name, ...(await secretsOfContainer(name, secrets)) }).toEqual({ name, ...nothing });
    }
    const { stdout } = await docker("inspect", "--format", "{{.Image}}", ...containers);
    const images = [...new Set(stdout.trim().split("\n"))];
    expect(images).toHaveLength(2);
    for (const name of images) {
      const found = await secretsOfImage(name, secrets);
      expect({ name, ...found }).toEqual({ name, inspect: [], history: [], layers: [] });
    }
  });

  test("destroy leaves no container, no network and no volume", async () => {
    await project.applier.destroy();
    expect(await project.onEngine()).toEqual([]);
  });
});

describe("Redis 7.0, 6 shards with a replica each, and a ring with a sasldb", () => {
  const config: Config = {
    images: BOOKWORM,
    redis: [{ name: "sessions", port: 22660, shards: 6, nodeTimeoutMs: 2000, users }],
    memcached: [ring],
  };
  const project = new DockerProject("cfredis");
  afterAll(() => project.close());

  test("fifteen containers come up, though Terraform starts ten at a time", async () => {
    await project.deploy(config);
    expect(await containersOf(project)).toHaveLength(15);
    const report = await suiteOn(
      [project.deployed("sessions"), project.deployed("pages")],
      project.driver,
      "quick",
    );
    expect(failuresOf(report)).toBe("");
  });
});
