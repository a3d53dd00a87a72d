import { setTimeout as sleep } from "node:timers/promises";
import { Persistence, type FsyncPolicy } from "../../../constructs/redis/persistence";
import { CrashingCluster } from "../../support/crashing-cluster";
import { connectNamed } from "../../support/connect-named";
import { startTestCluster } from "../../support/redis-server";
import { writesDuring } from "../../support/steady-writes";

/** A start takes 2 s and more until writes are served: far below the node timeout, so that nobody is elected. */
const NODE_TIMEOUT_MS = 15_000;
const KILLS = 20;
const SHARDS = 3;
/** A server that has run for 10 s is in no row of crashes; each is killed every third time. */
const PAUSE_MS = 4500;
const PRIMARIES = ["0-0", "1-0", "2-0"];

jest.setTimeout(300_000);

async function killed(fsync: FsyncPolicy): Promise<{ acknowledged: number; lost: number }> {
  const cluster = await startTestCluster({
    port: 21510,
    props: {
      nodeTimeoutMs: NODE_TIMEOUT_MS,
      onCrash: "restart",
      persistence: Persistence.appendOnly(fsync),
    },
  });
  try {
    const nodes = new CrashingCluster(cluster);
    const project = {
      redis: () => cluster.deployed,
      connect: (_: string, id: string, user = "api") => connectNamed(cluster.deployed, id, user),
    };
    const { acknowledged, lost } = await writesDuring(project, "cluster", async () => {
      for (let kill = 0; kill < KILLS; kill += 1) {
        nodes.crash(PRIMARIES[kill % SHARDS] ?? "");
        await sleep(PAUSE_MS);
      }
      await nodes.whole();
    });
    const choices = PRIMARIES.flatMap((id) => nodes.recoveries(id).map(({ choice }) => choice));
    expect(choices).toEqual(Array.from({ length: KILLS }, () => "restart"));
    for (const id of PRIMARIES) expect(await nodes.isPrimary(id)).toBe(true);
    return { acknowledged, lost: lost.length };
  } finally {
    await cluster.close();
  }
}

test("with a log that is forced to disk always, 20 crashes lose no acknowledged write", async () => {
  const { acknowledged, lost } = await killed("always");
  expect(acknowledged).toBeGreaterThan(1000);
  expect(lost).toBe(0);
});

test("with one that is forced every second, what 20 crashes of processes lose is counted", async () => {
  const { acknowledged, lost } = await killed("everysec");
  process.stderr.write(
    `everysec: ${lost} of ${acknowledged} acknowledged writes lost in ${KILLS} crashes\n`,
  );
  expect(acknowledged).toBeGreaterThan(1000);
  // The kernel keeps what the process has handed to it: only a write that waited for a running fsync may be lost.
  expect(lost).toBeLessThan(acknowledged / 100);
});
