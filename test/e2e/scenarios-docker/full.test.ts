import type { DockerEnvironmentInput } from "../../../configs/schema";
import { BOOKWORM, TRIXIE } from "../../support/docker-images";
import { DockerProject } from "../../support/docker-project";
import { suiteOn } from "../../support/suite";
import { becomesWhole } from "../../support/whole-cluster";

jest.setTimeout(1_800_000);

type Config = Omit<DockerEnvironmentInput, "target">;
const users = [
  { name: "api", role: "readWrite" as const, keys: ["session:*"], channels: ["session:*"] },
  { name: "report", role: "readOnly" as const, keys: ["session:*"] },
];
const configOf = (images: Config["images"], port: number): Config => ({
  ...(images === undefined ? {} : { images }),
  redis: [{ name: "sessions", port, nodeTimeoutMs: 2000, users }],
  memcached: [{ name: "pages", port: port + 10, users: [{ name: "web" }] }],
});

describe.each([
  ["Redis 7.0 and memcached 1.6.18", "cffullredis", configOf(BOOKWORM, 22440)],
  ["Valkey 8.1 and memcached 1.6.38", "cffullvalkey", configOf(TRIXIE, 22460)],
])("the suite `full` on %s in containers", (title, environment, config) => {
  const project = new DockerProject(environment);
  beforeAll(async () => {
    await project.deploy(config);
  });
  afterAll(() => project.close());

  test("passes, skips only what this target cannot do, and changes nothing", async () => {
    const deployed = [project.deployed("sessions"), project.deployed("pages")];
    const report = await suiteOn(deployed, project.driver, "full");
    const seconds = report.results.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1000;
    process.stderr.write(`${title}: ${report.results.length} checks, ${seconds.toFixed(0)} s\n`);
    for (const { id, reason, status } of report.results) {
      if (status === "skip") process.stderr.write(`  ${id} skipped: ${reason}\n`);
    }
    const failures = report.results.filter(({ status }) => status !== "pass" && status !== "skip");
    expect(
      failures.map(({ id, status, reason, evidence }) => ({
        id,
        status,
        told: evidence?.measured ?? reason,
      })),
    ).toEqual([]);
    // Nodes of a machine share its disk, unless somebody gives each of them one; what takes more nodes is in wide.test.
    const mayBeSkipped =
      /^not on this target|shares the disk of its data|more than the 256 that a check fills|which takes 5$|shards have one replica/;
    const needless = report.results.filter(
      ({ reason, status }) => status === "skip" && !mayBeSkipped.test(reason ?? ""),
    );
    expect(needless.map(({ id, reason }) => ({ id, reason }))).toEqual([]);
    expect(await becomesWhole(project, "sessions", 60_000)).toBeUndefined();
    expect(await project.plan(config)).toEqual([]);
  });
});
