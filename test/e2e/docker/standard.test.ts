import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DockerEnvironmentInput } from "../../../configs/schema";
import { docker } from "../../../operate/docker/engine";
import { BOOKWORM, TRIXIE } from "../../support/docker-images";
import { DockerProject } from "../../support/docker-project";
import { secretsIn, secretTexts } from "../../support/secret-search";
import { failuresOf, suiteOn } from "../../support/suite";
import { becomesWhole } from "../../support/whole-cluster";

jest.setTimeout(300_000);

type Config = Omit<DockerEnvironmentInput, "target">;
const users = [
  { name: "api", role: "readWrite" as const, keys: ["session:*"], channels: ["session:*"] },
  { name: "report", role: "readOnly" as const, keys: ["session:*"] },
];
const ring = { name: "pages", port: 21690, users: [{ name: "web" }] };

async function containersOf(project: DockerProject): Promise<string[]> {
  const lines = await project.onEngine();
  return lines.flatMap((line) => /^container (\S+)$/.exec(line)?.[1] ?? []);
}

describe("Valkey 8.1, 3 shards with a replica each, and a ring with a password database", () => {
  const config: Config = {
    images: TRIXIE,
    redis: [{ name: "sessions", port: 21650, nodeTimeoutMs: 2000, users }],
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

  test("no secret stands in the configuration, in the state or in what the engine tells", async () => {
    const { stdout } = await docker("inspect", ...(await containersOf(project)));
    const texts = {
      configuration: JSON.stringify(project.configuration()),
      state: readFileSync(join(project.paths.state, "applied.json"), "utf8"),
      inspect: stdout,
    };
    const secrets = secretTexts(project.paths.secrets);
    expect(secrets.size).toBeGreaterThan(20);
    for (const text of Object.values(texts)) expect(secretsIn(text, secrets)).toEqual([]);
  });

  test("destroy leaves no container, no network and no volume", async () => {
    await project.applier.destroy();
    expect(await project.onEngine()).toEqual([]);
  });
});

describe("Redis 7.0, 6 shards with a replica each, and a ring with a sasldb", () => {
  const config: Config = {
    images: BOOKWORM,
    redis: [{ name: "sessions", port: 21660, shards: 6, nodeTimeoutMs: 2000, users }],
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
