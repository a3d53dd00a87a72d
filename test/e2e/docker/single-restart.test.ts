import type { DockerEnvironmentInput } from "../../../configs/schema";
import { docker } from "../../../operate/docker/engine";
import { until } from "../../../operate/host/until";
import { BOOKWORM } from "../../support/docker-images";
import { DockerProject } from "../../support/docker-project";
import { missing, writeReplicated } from "../../support/replicated-writes";
import { failuresOf, suiteOn } from "../../support/suite";
import { becomesWhole, memberOf } from "../../support/whole-cluster";

jest.setTimeout(180_000);

const users = [{ name: "api", role: "readWrite" as const, keys: ["session:*"] }];
const config: Omit<DockerEnvironmentInput, "target"> = {
  images: BOOKWORM,
  redis: [{ name: "carts", port: 22200, nodeTimeoutMs: 1000, users }],
  memcached: [{ name: "pages", nodes: 2, port: 22210, users: [{ name: "web" }] }],
};

const project = new DockerProject("cfsingle");
beforeAll(async () => {
  await project.deploy(config);
});
afterAll(() => project.close());

const log = (container: string): Promise<string> => project.driver.logs(container, 200);

/** Expects that the cluster is whole again after a piece of work, and that no replicated write is lost. */
async function expectKept(work: () => Promise<unknown>): Promise<void> {
  const { replicated } = await writeReplicated(project, "carts", 200);
  expect(replicated.size).toBeGreaterThan(150);
  await work();
  expect(await becomesWhole(project, "carts", 60_000)).toBeUndefined();
  expect(await missing(project.redis("carts"), replicated)).toEqual([]);
}

test("`docker restart` of a primary: it hands over first, and comes back as a replica", async () => {
  const id = await memberOf(project, "carts", 0, "primary");
  const container = project.container("carts", id);
  await expectKept(() => docker("restart", container));
  expect(await log(container)).toMatch(/the replica at \S+ has taken over/);
  expect(await memberOf(project, "carts", 0, "replica")).toBe(id);
});

test("`docker restart` of a replica: nobody takes over from anybody", async () => {
  const owners = (): Promise<string[]> =>
    Promise.all([0, 1, 2].map((shard) => memberOf(project, "carts", shard, "primary")));
  const before = await owners();
  const container = project.container("carts", await memberOf(project, "carts", 1, "replica"));
  await expectKept(() => docker("restart", container));
  expect(await owners()).toEqual(before);
});

test("`docker restart` of a ring's node: it serves its users again", async () => {
  await docker("restart", project.container("pages", "0"));
  let failures = "";
  await until(20_000, async () => {
    failures = failuresOf(await suiteOn([project.deployed("pages")], project.driver, "quick"));
    return failures === "";
  });
  expect(failures).toBe("");
});

test("`docker kill` of a primary: its replica takes over, and `up` starts it as it is", async () => {
  const id = await memberOf(project, "carts", 2, "primary");
  const heir = await memberOf(project, "carts", 2, "replica");
  const container = project.container("carts", id);
  const idOf = async (): Promise<string> =>
    (await docker("inspect", "--format", "{{.Id}}", container)).stdout;
  const before = await idOf();
  await expectKept(async () => {
    await docker("kill", container);
    const hasTakenOver = async (): Promise<boolean> => {
      const node = await project.connect("carts", heir);
      try {
        return (await node.info("replication")).includes("role:master");
      } finally {
        node.disconnect();
      }
    };
    expect(await until(20_000, hasTakenOver)).toBe(true);
    expect(await project.up(config)).toEqual([`starting ${container}`]);
  });
  expect(await idOf()).toBe(before);
  expect(await memberOf(project, "carts", 2, "primary")).toBe(heir);
});

test("a server that crashes: its runner starts it again, in the same container", async () => {
  const container = project.container("carts", await memberOf(project, "carts", 1, "primary"));
  const startedAt = async (): Promise<string> =>
    (await docker("inspect", "--format", "{{.State.StartedAt}}", container)).stdout;
  const before = await startedAt();
  await expectKept(() => project.driver.crash(container));
  expect(await startedAt()).toBe(before);
  expect(await project.driver.recoveries(container)).toMatchObject([{ choice: "promote" }]);
  expect(await project.plan(config)).toEqual([]);
});

test("a runner that dies takes its container along, and the engine starts it again", async () => {
  const container = project.container("carts", await memberOf(project, "carts", 2, "primary"));
  const inspected = async (what: string): Promise<number> =>
    Number((await docker("inspect", "--format", `{{.${what}}}`, container)).stdout);
  const before = await inspected("RestartCount");
  await expectKept(async () => {
    process.kill(await inspected("State.Pid"), "SIGKILL");
    const hasRestarted = async (): Promise<boolean> =>
      (await inspected("RestartCount")) === before + 1;
    expect(await until(20_000, hasRestarted)).toBe(true);
  });
});
