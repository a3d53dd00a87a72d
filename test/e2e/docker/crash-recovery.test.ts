import { docker } from "../../../operate/docker/engine";
import { until } from "../../../operate/host/until";
import * as checks from "../../../smoke/checks/redis";
import { DockerCluster } from "../../support/docker-cluster";
import { BOOKWORM, TRIXIE } from "../../support/docker-images";
import { expectPass, runOn } from "../../support/redis-check";
import { becomesWhole, memberOf } from "../../support/whole-cluster";

jest.setTimeout(180_000);

/** No container of it was started again by the engine of containers. */
async function startsOf(containers: readonly string[]): Promise<string> {
  const { stdout } = await docker("inspect", "--format", "{{.State.StartedAt}}", ...containers);
  return stdout;
}

describe.each([
  ["Redis", "cfcrash", 22220, BOOKWORM],
  ["Valkey", "cfcrashv", 22230, TRIXIE],
] as const)("%s in containers whose runners recover:", (_, environment, port, images) => {
  const cluster = new DockerCluster(environment, port, images, {
    nodeTimeoutMs: 2000,
    onCrash: "auto",
  });
  beforeAll(() => cluster.deploy());
  afterAll(() => cluster.close());
  afterEach(() => cluster.expectClean());

  test("a primary's server dies, and its replica is elected at once", async () => {
    const containers = cluster.deployed.manifest.nodes.map(({ ref }) => ref);
    const before = await startsOf(containers);
    expectPass(await runOn(cluster, checks.crashRecovery, { seed: 41 }));
    expect(await startsOf(containers)).toBe(before);
  });

  test("a whole container dies, and the engine elects as before", async () => {
    expectPass(await runOn(cluster, checks.crashFailover, { seed: 42 }));
  });

  test("a replica's server dies, and is started again in its container", async () => {
    const id = await memberOf(cluster.project, "carts", 0, "replica");
    const ref = cluster.project.container("carts", id);
    const before = (await cluster.driver.recoveries(ref)).length;
    await cluster.driver.crash(ref);
    expect(
      await until(10_000, async () => (await cluster.driver.recoveries(ref)).length > before),
    ).toBe(true);
  });

  test("a container that is asked to stop hands over, and notes no death", async () => {
    const ref = cluster.project.container("carts", "1-0");
    const before = await cluster.driver.recoveries(ref);
    const since = await cluster.driver.openLog(ref);
    await cluster.driver.stop(ref);
    await cluster.driver.start(ref);
    expect(await cluster.driver.recoveries(ref)).toEqual(before);
    expect(await becomesWhole(cluster.project, "carts", 60_000)).toBeUndefined();
    expect(await since()).not.toContain("addresses have changed");
  });
});
