import { docker } from "../../../operate/docker/engine";
import * as checks from "../../../smoke/checks/redis";
import { rejection } from "../../support/coded";
import { DockerCluster } from "../../support/docker-cluster";
import { expectFailure, expectInterrupted, expectPass, runOn } from "../../support/redis-check";
import { changedDriver, deleteWrites } from "../../support/redis-faults";

jest.setTimeout(240_000);

const RUN_ID = "planted";
const cluster = new DockerCluster("cfspent", 22420);

beforeAll(() => cluster.deploy());
afterAll(() => cluster.close());
afterEach(async () => {
  await cluster.expectClean();
  for (const { ref } of cluster.deployed.manifest.nodes) {
    expect(await cluster.driver.limits(ref)).toEqual(USUAL);
  }
});

/** As deployed: half as much again as the server may fill, and 64 MiB. */
const USUAL = { memoryBytes: (256 * 1.5 + 64) * 1024 * 1024, restart: "on-failure:5" };

describe("on a cluster as the kit deploys it", () => {
  test("a node that lost its volume joins by itself after its replica was promoted", async () => {
    const result = await runOn(cluster, checks.volumeLost, { seed: 31 });
    expectPass(result);
    expect(result.evidence?.measured).toMatch(
      /^seed 31 chose: volume of node \d-\d lost; .*oldest lost write before the crash \d+ ms/,
    );
    expect(result.logs?.map(({ text }) => text).join()).toContain("joined as a replica of");
  });

  test("a primary that is out of memory is ended, replaced, and comes back", async () => {
    const result = await runOn(cluster, checks.outOfMemoryKill, { seed: 32 });
    expectPass(result);
    expect(result.evidence?.measured).toMatch(
      /^seed 32 chose: node \d-\d out of memory; .*limit \d\d MiB, usually 448; /,
    );
  });

  test.each([checks.volumeLost, checks.outOfMemoryKill])(
    "an interruption in the middle is undone: $id",
    async (check) => {
      const abort = new AbortController();
      const interrupted =
        <A extends unknown[]>(work: (...args: A) => Promise<void>) =>
        async (...args: A) => {
          await work(...args);
          setTimeout(() => abort.abort(), 200);
        };
      const { driver } = cluster;
      const changed = changedDriver(driver, {
        setLimits: interrupted((ref, limits) => driver.setLimits(ref, limits)),
        loseData: interrupted((ref) => driver.loseData(ref)),
      });
      const run = { signal: abort.signal, seed: 33 };
      const result = await runOn({ deployed: cluster.deployed, driver: changed }, check, run);
      expectInterrupted(result);
    },
  );
});

test("a disk that is not a node's own is never filled", async () => {
  const [first = ""] = cluster.deployed.manifest.nodes.map(({ ref }) => ref);
  expect(await cluster.driver.disk(first)).toMatchObject({ freeBytes: expect.any(Number) });
  await cluster.driver.freeDisk(first);
  const fillDisk = jest.fn(() => Promise.resolve());
  const driver = changedDriver(cluster.driver, { fillDisk });
  const result = await runOn({ deployed: cluster.deployed, driver }, checks.diskFull);
  expect(result).toMatchObject({
    status: "skip",
    reason: expect.stringMatching(
      /shares the disk of its data|more than the 256 that a check fills/,
    ),
  });
  expect(fillDisk).not.toHaveBeenCalled();
});

describe("deserves to fail:", () => {
  test("a node that takes replicated writes with it", async () => {
    const driver = changedDriver(cluster.driver, {
      kill: async (ref) => {
        expect(await deleteWrites(cluster, RUN_ID, () => true)).toBeGreaterThan(0);
        await cluster.driver.kill(ref);
      },
    });
    const run = { seed: 34, runId: RUN_ID };
    const result = await runOn({ deployed: cluster.deployed, driver }, checks.volumeLost, run);
    expectFailure(result, /oldest lost write before the crash \d+ ms, bound at most 500 ms/);
  });

  test("a limit of memory that does not hold", async () => {
    const driver = changedDriver(cluster.driver, { setLimits: () => Promise.resolve() });
    const run = { seed: 35 };
    const result = await runOn({ deployed: cluster.deployed, driver }, checks.outOfMemoryKill, run);
    expectFailure(result, /^node \d-\d runs, and has never lacked memory, limit \d\d MiB$/);
  });

  test.each([
    ["with its container", "kill", /^node \d-\d has ended, and not for lack of memory$/],
    ["alone", "crash", /^node \d-\d runs, and has never lacked memory/],
  ] as const)("a server that ends for another reason, %s", async (_, end, problem) => {
    const driver = changedDriver(cluster.driver, {
      setLimits: async (ref, limits) => {
        await cluster.driver.setLimits(ref, { ...limits, memoryBytes: USUAL.memoryBytes });
        if (limits.restart === "no") await cluster.driver[end](ref);
      },
    });
    const run = { seed: 36 };
    const result = await runOn({ deployed: cluster.deployed, driver }, checks.outOfMemoryKill, run);
    expectFailure(result, problem);
  });
});

test("the data of a container that is not of this kit is not touched", async () => {
  const name = "cachefort-test-not-of-this-kit";
  const { stdout } = await docker(
    ...["inspect", "--format", "{{.Image}}", cluster.project.container("carts", "0-0")],
  );
  await docker("create", "--name", name, "--volume", "/data", stdout.trim(), "true");
  try {
    expect((await rejection(cluster.driver.loseData(name))).code).toBe("DOCKER_DATA_NOT_FOUND");
  } finally {
    await docker("rm", "--force", "--volumes", name);
  }
});
