import * as checks from "../../../smoke/checks/redis";
import { connectRedis } from "../../../clients/redis/connect-redis";
import { SMOKE_USER } from "../../../constructs/redis/system-users";
import { FileJournal } from "../../../smoke/journal/journal";
import { journalled } from "../../../smoke/journal/journalled-driver";
import { until } from "../../../operate/host/until";
import { repair } from "../../../smoke/journal/repair";
import { journalFile } from "../../support/scratch-journal";
import { NodeDisks } from "../../support/node-disks";
import {
  expectFailure,
  expectInterrupted,
  expectNoKeys,
  expectPass,
  runOn,
} from "../../support/redis-check";
import { changedDriver } from "../../support/redis-faults";
import { startTestCluster, type TestCluster } from "../../support/redis-server";

jest.setTimeout(120_000);

let cluster: TestCluster;
beforeAll(async () => {
  const disks = new NodeDisks(16);
  cluster = await startTestCluster({ port: 21220, props: { nodeTimeoutMs: 1000 }, disks });
});
afterAll(() => cluster.close());
afterEach(async () => {
  for (const { ref } of cluster.deployed.manifest.nodes) {
    expect((await cluster.driver.disk?.(ref))?.freeBytes).toBeGreaterThan(2 ** 20);
  }
  expectPass(await runOn(cluster, checks.clusterState));
  await expectNoKeys(cluster);
});

test("writes are refused and not lost, and taken again without a restart", async () => {
  const result = await runOn(cluster, checks.diskFull, { seed: 41 });
  expectPass(result);
  expect(result.evidence?.measured).toMatch(
    /^seed 41 chose: disk of node \d-\d full; refused \d+ ms; taken again \d+ ms; .* [1-9]\d* failed, .*; 0 acknowledged writes lost/,
  );
});

test("an interruption in the middle makes room again", async () => {
  const abort = new AbortController();
  const driver = changedDriver(cluster.driver, {
    fillDisk: async (ref) => {
      await cluster.driver.fillDisk?.(ref);
      setTimeout(() => abort.abort(), 300);
    },
  });
  const run = { signal: abort.signal, seed: 42 };
  const result = await runOn({ ...cluster, driver }, checks.diskFull, run);
  expectInterrupted(result);
});

test("the next run makes room again and deletes the keys of a crashed one", async () => {
  const { deployed } = cluster;
  const file = journalFile();
  const journal = new FileJournal(file);
  const driver = journalled(cluster.driver, journal, deployed.manifest);
  const subject = deployed.manifest.name;
  journal.note({ kind: "keys", subject, runId: "crashed0" });
  const client = await connectRedis(deployed, SMOKE_USER);
  const keys = Array.from({ length: 60 }, (_, number) => `cf-smoke:crashed0:w0:${number}`);
  try {
    for (const key of keys) await client.set(key, "x", "EX", 300);
    await driver.fillDisk?.(deployed.manifest.nodes[0]?.ref ?? "");
    const isRefused = async () => {
      const writes = keys.map((key) => client.set(key, "x".repeat(999), "EX", 300));
      const answers = await Promise.allSettled(writes);
      return answers.some(({ status }) => status === "rejected");
    };
    expect(await until(5000, isRefused)).toBe(true);
  } finally {
    client.disconnect();
  }
  const progress: string[] = [];
  await repair(new FileJournal(file), {
    deployed: [deployed],
    driverFor: () => cluster.driver,
    progress: (line) => void progress.push(line),
  });
  expect(progress).toHaveLength(2);
  expect(new FileJournal(file).entries()).toEqual([]);
});

describe("deserves to fail:", () => {
  test("a primary that refuses writes though there is room", async () => {
    let isFirst = true;
    const driver = changedDriver(cluster.driver, {
      freeDisk: async (ref) => {
        if (!isFirst) await cluster.driver.freeDisk?.(ref);
        isFirst = false;
      },
    });
    const result = await runOn({ ...cluster, driver }, checks.diskFull, { seed: 44 });
    expectFailure(result, /^taken again never, bound at most 1500 ms/);
  });

  test("a primary that stores nothing and says nothing", async () => {
    await setAppendOnly("no");
    try {
      const result = await runOn(cluster, checks.diskFull, { seed: 43 });
      expectFailure(result, /^refused never, bound at most 2500 ms$/);
    } finally {
      await setAppendOnly("yes");
    }
  });
});

test("is skipped where a node's disk is not its own, or large", async () => {
  const disk = (device: string, freeBytes: number) =>
    changedDriver(cluster.driver, { disk: () => Promise.resolve({ device, freeBytes }) });
  const fillDisk = jest.fn(() => Promise.resolve());
  for (const [driver, reason] of [
    [disk("1", 1000), /^node 1-0 shares the disk of its data with another node/],
    [disk("1", 2 ** 30), /^the disk of node 0-0 has 1024 MiB free, more than the 256/],
  ] as const) {
    const changed = changedDriver(driver, { fillDisk });
    const result = await runOn({ ...cluster, driver: changed }, checks.diskFull);
    expect(result).toMatchObject({ status: "skip", reason: expect.stringMatching(reason) });
  }
  expect(fillDisk).not.toHaveBeenCalled();
});

async function setAppendOnly(value: string): Promise<void> {
  for (const { id } of cluster.model.nodes) {
    const node = await cluster.operator(id);
    try {
      await node.call(cluster.commandName("CONFIG"), "SET", "appendonly", value);
    } finally {
      node.disconnect();
    }
  }
}
