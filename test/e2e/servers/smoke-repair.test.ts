import { SMOKE_USER } from "../../../constructs/redis/system-users";
import { connectRedis } from "../../../clients/redis/connect-redis";
import { changeSetting } from "../../../smoke/checks/redis/change-setting";
import { faultNodes } from "../../../smoke/checks/redis/live-shards";
import * as checks from "../../../smoke/checks/redis";
import type { CheckContext } from "../../../smoke/check";
import type { RedisManifest } from "../../../constructs/core/manifest";
import { journalled } from "../../../smoke/journal/journalled-driver";
import { FileJournal } from "../../../smoke/journal/journal";
import { repair } from "../../../smoke/journal/repair";
import { rejection } from "../../support/coded";
import { expectNoKeys, expectPass, runOn } from "../../support/redis-check";
import { changedDriver } from "../../support/redis-faults";
import { startTestCluster, type TestCluster } from "../../support/redis-server";
import { journalFile } from "../../support/scratch-journal";

const PORT = 21_600 - 12;
const RUN_ID = "crashed0";
/** Nobody is down for long enough to be replaced: the nodes keep the roles of their births, primaries first. */
const FIRST_WITH = { primary: 0, replica: 3 };
const SETTING = "repl-diskless-sync-delay";

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster({ port: PORT, props: { nodeTimeoutMs: 5000 } });
});
afterAll(() => cluster.close());

/** A run that did all it could and ended without any of its undos; resolves with its journal's file. */
async function crashedRun(role: "primary" | "replica" = "replica"): Promise<string> {
  const file = journalFile();
  const journal = new FileJournal(file);
  const { deployed } = cluster;
  const driver = journalled(cluster.driver, journal, deployed.manifest);
  const context = {
    deployed,
    journal,
    driver,
    onExit: () => undefined,
  } as unknown as CheckContext<RedisManifest>;
  const [killed, paused, changed] = faultNodes(context).slice(FIRST_WITH[role]);
  if (killed === undefined || paused === undefined || changed === undefined)
    throw new Error("too few nodes");
  journal.note({ kind: "keys", subject: deployed.manifest.name, runId: RUN_ID });
  const client = await connectRedis(deployed, SMOKE_USER);
  try {
    for (let i = 0; i < 300; i++) await client.set(`cf-smoke:${RUN_ID}:w0:${i}`, "x", "EX", 300);
  } finally {
    client.disconnect();
  }
  await changeSetting(context, changed, SETTING, 7);
  await driver.pause(paused.ref);
  await driver.kill(killed.ref);
  return file;
}

async function settingOf(nodeId: string): Promise<string | undefined> {
  const node = await cluster.operator(nodeId);
  try {
    const pair = (await node.call(cluster.commandName("CONFIG"), "GET", SETTING)) as string[];
    return pair[1];
  } finally {
    node.disconnect();
  }
}

test.each(["primary", "replica"] as const)(
  "with a killed %s, the next run starts, resumes, sets back and deletes what a crashed one has left",
  async (role) => {
    const ids = cluster.deployed.manifest.nodes.map(({ id }) => id).slice(FIRST_WITH[role]);
    const before = await settingOf(ids[2] ?? "");
    const journal = new FileJournal(await crashedRun(role));
    const lines: string[] = [];
    await repair(journal, {
      deployed: [cluster.deployed],
      driverFor: () => cluster.driver,
      progress: (line) => void lines.push(line),
    });
    expect(lines.map((line) => line.replace("undoing what an earlier run has left: ", ""))).toEqual(
      [
        `node ${ids[0]} of cluster down`,
        `node ${ids[1]} of cluster paused`,
        `${SETTING} of node ${ids[2]} of cluster`,
        `keys of run ${RUN_ID} in cluster`,
      ],
    );
    expect(journal.entries()).toEqual([]);
    expect(await settingOf(ids[2] ?? "")).toBe(before);
    expectPass(await runOn(cluster, checks.clusterState));
    await expectNoKeys(cluster);
  },
);

test("what cannot be undone is told and stays; what is deployed no more is forgotten", async () => {
  const journal = new FileJournal(await crashedRun());
  const refuses = changedDriver(cluster.driver, {
    start: () => Promise.reject(new Error("no space left")),
  });
  const props = { deployed: [cluster.deployed], progress: () => undefined };
  const error = await rejection(repair(journal, { ...props, driverFor: () => refuses }));
  expect([error.code, error.exitCode]).toEqual(["SMOKE_NOT_REPAIRED", 3]);
  expect(error.message).toContain("of cluster down: no space left");
  expect(journal.entries()).toMatchObject([{ kind: "node", state: "down" }]);
  await repair(journal, { ...props, driverFor: () => cluster.driver });
  expect(journal.entries()).toEqual([]);
  expectPass(await runOn(cluster, checks.clusterState));

  journal.note({ kind: "keys", subject: "gone", runId: RUN_ID });
  journal.note({ kind: "node", subject: "gone", node: "0-0", ref: "gone", state: "down" });
  await repair(journal, { ...props, driverFor: () => cluster.driver });
  expect(journal.entries()).toEqual([]);
});
