import { parseClusterNodes } from "../../../constructs/redis/cluster-nodes";
import * as checks from "../../../smoke/checks/redis";
import { randomCrashesOf } from "../../../smoke/checks/redis/recovery/random-crashes";
import { CrashingCluster } from "../../support/crashing-cluster";
import { expectFailure, expectNoKeys, expectPass, runOn } from "../../support/redis-check";
import { changedDriver, deleteWrites } from "../../support/redis-faults";
import { startTestCluster, type TestCluster } from "../../support/redis-server";

jest.setTimeout(180_000);

const RUN_ID = "random";
/** The first of the load's clients whose writes replicas confirm. */
const CONFIRMING = 4;
/** As many as a planted fault needs to show. */
const randomCrashes = randomCrashesOf(4);
const CLAIMS = 20;
const CLAIM_PAUSE_MS = 25;

let cluster: TestCluster;
let nodes: CrashingCluster;
beforeAll(async () => {
  cluster = await startTestCluster({ port: 21490, props: { nodeTimeoutMs: 1000 } });
  nodes = new CrashingCluster(cluster);
  await nodes.whole();
});
afterAll(() => cluster.close());
afterEach(async () => {
  await nodes.whole();
  await expectNoKeys(cluster);
});

/** Has the primary with the oldest epoch claim a slot of the one with the newest, until the others tell it. */
async function claimInVain(): Promise<void> {
  const lines = parseClusterNodes(String(await nodes.call("0-0", "CLUSTER", "NODES")));
  const owners = lines.filter(({ slots }) => slots.length > 0);
  const [oldest, , newest] = owners.sort((one, other) => one.configEpoch - other.configEpoch);
  const { id } = cluster.model.nodes.find(({ port }) => port === oldest?.port) ?? {};
  if (oldest === undefined || newest === undefined || id === undefined) throw new Error("no owner");
  const [slot = ""] = newest.slots[0]?.split("-") ?? [];
  for (let claims = 0; claims < CLAIMS; claims += 1) {
    await nodes.call(id, "CLUSTER", "SETSLOT", slot, "NODE", oldest.id);
    await new Promise((resolve) => setTimeout(resolve, CLAIM_PAUSE_MS));
  }
}

test("servers that die at random come back, and each slot has one owner at a time", async () => {
  const result = await runOn(cluster, checks.randomCrashes, { seed: 1 });
  expectPass(result);
  expect(result.evidence?.measured).toMatch(
    /^seed 1 chose 20 crashes: .*; runners chose: .*promote.*; former owners seen serving, in \d{2,} looks 0; slots claimed twice by one epoch 0/,
  );
});

describe("deserves to fail:", () => {
  test("a server that nobody starts again", async () => {
    const driver = changedDriver(cluster.driver, { crash: (ref) => cluster.driver.kill(ref) });
    const result = await runOn({ ...cluster, driver }, randomCrashes, { seed: 2 });
    expectFailure(result, /node \d-\d not started again by its runner within 21000 ms/);
  });

  test("runners that keep no record", async () => {
    const driver = changedDriver(cluster.driver, { recoveries: () => Promise.resolve([]) });
    const result = await runOn({ ...cluster, driver }, randomCrashes, { seed: 3 });
    expectFailure(result, /the runner of \d-\d noted 0 of \d+ deaths/);
  });

  test("crashes that take confirmed writes along", async () => {
    let deletion: Promise<number> | undefined;
    const driver = changedDriver(cluster.driver, {
      crash: async (ref) => {
        // Before the first crash alone: nobody deletes anything in a shard that is down. It may be of two nodes.
        deletion ??= deleteWrites(cluster, RUN_ID, () => true, CONFIRMING);
        await deletion;
        await cluster.driver.crash?.(ref);
      },
    });
    const run = { seed: 4, runId: RUN_ID };
    const result = await runOn({ ...cluster, driver }, randomCrashes, run);
    expect(await deletion).toBeGreaterThan(0);
    expectFailure(result, /confirmed writes lost while a replica lived [1-9]\d*, bound at most 0/);
  });

  test("a node that claims what another one has won", async () => {
    let hasClaimed = false;
    const driver = changedDriver(cluster.driver, {
      crash: async (ref) => {
        if (!hasClaimed) await claimInVain();
        hasClaimed = true;
        await cluster.driver.crash?.(ref);
      },
    });
    const result = await runOn({ ...cluster, driver }, randomCrashes, { seed: 5 });
    expectFailure(result, /former owners seen serving, in \d+ looks [1-9]/);
  });
});
