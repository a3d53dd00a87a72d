import { ContainerFilter } from "../../../operate/docker/container-filter";
import { docker } from "../../../operate/docker/engine";
import { rejection } from "../../support/coded";
import { BOOKWORM } from "../../support/docker-images";
import { DockerCluster } from "../../support/docker-cluster";
import { viewOf } from "../../support/whole-cluster";

jest.setTimeout(120_000);

const OUTSIDE = "cachefort-test-host-network";
const cluster = new DockerCluster("cfcut", 22410);
const { driver, project } = cluster;
beforeAll(async () => {
  await cluster.deploy();
  const image = `${BOOKWORM.redis?.repository}:${BOOKWORM.redis?.tag}`;
  await docker("run", "--detach", "--name", OUTSIDE, "--network", "host", image, "sleep", "600");
});
afterAll(async () => {
  await docker("rm", "--force", OUTSIDE);
  await cluster.close();
});
afterEach(() => cluster.expectClean());

test("a node that is cut off from clients is still one of the cluster", async () => {
  const [first = "", ...others] = cluster.deployed.manifest.nodes.map(({ ref }) => ref);
  await driver.isolate(first, { peers: others, whom: "everybody else" });
  try {
    await expect(project.connect("carts", "0-0")).rejects.toThrow(/timed? ?out/i);
    // Longer than its peers would wait for it.
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const lines = await viewOf(project, "carts", "1-0");
    expect(lines.filter(({ flags }) => flags.some((flag) => flag.includes("fail")))).toEqual([]);
  } finally {
    await driver.restoreNetwork(first);
  }
  await cluster.on("0-0", async (node) => expect(await node.ping()).toBe("PONG"));
});

test("a second cut replaces the first, and a node that starts again has none", async () => {
  const [first = "", second = ""] = cluster.deployed.manifest.nodes.map(({ ref }) => ref);
  await driver.isolate(first, { peers: [second], whom: "peers" });
  await driver.isolate(first, { peers: [second], whom: "peers", directions: ["in"] });
  const filter = await ContainerFilter.open(first);
  expect(await filter.list()).toMatch(/-A CACHEFORT-FAULT-IN -s [\d.]+\/32 -j DROP/);
  expect(await filter.list()).not.toContain("CACHEFORT-FAULT-OUT");
  await driver.stop(first);
  await driver.restoreNetwork(first);
  await driver.start(first);
});

test("the machine's own network is never touched", async () => {
  expect(await driver.whyNoIsolation(OUTSIDE)).toBe("it has no network of its own");
  const error = await rejection(driver.isolate(OUTSIDE, { peers: [], whom: "everybody else" }));
  expect(error.code).toBe("DOCKER_FILTER_UNAVAILABLE");
  expect(error.message).toContain("it has no network of its own");
});

test("a container that does not run has no network", async () => {
  const [first = ""] = cluster.deployed.manifest.nodes.map(({ ref }) => ref);
  await driver.stop(first);
  expect(await driver.whyNoIsolation(first)).toBe("the container does not run");
  await driver.start(first);
});

test("a rule that the kernel refuses is told", async () => {
  const [first = ""] = cluster.deployed.manifest.nodes.map(({ ref }) => ref);
  const filter = await ContainerFilter.open(first);
  const error = await rejection(filter.restore("*filter\n-A NONE -j DROP\nCOMMIT\n"));
  expect(error.code).toBe("DOCKER_FILTER_FAILED");
  expect(error.message).toContain("iptables-restore");
});
