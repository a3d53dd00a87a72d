import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BenchRun } from "../../../bench/support/bench";
import { crashRound } from "../../../bench/support/crash-round";
import { connectDefaults } from "../../../bench/support/default-client";
import { underLoad } from "../../../bench/support/fault-round";
import { readResult } from "../../../bench/support/result";
import { inRound } from "../../../bench/support/round";
import { until } from "../../../operate/host/until";
import { accepts } from "../../support/accepts";
import { ROOT } from "../../support/cachefort";
import { expectNoKeys } from "../../support/redis-check";
import { startTestCluster, type TestCluster } from "../../support/redis-server";

const PORT = 21340;
/** Ports of the first nodes of the measurements themselves. */
const FORMING_PORT = 21300;
const FAILOVER_PORT = 21310;
const START_MS = 20_000;

describe("rounds on a cluster with the engine's own coverage", () => {
  const run: BenchRun = {
    runs: 1,
    seed: 5,
    signal: new AbortController().signal,
    progress: () => undefined,
  };
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster({
      port: PORT,
      props: { nodeTimeoutMs: 2000, fullCoverage: true },
    });
  });
  afterAll(() => cluster.close());
  afterEach(async () => {
    for (const { ref } of cluster.deployed.manifest.nodes) {
      expect(await cluster.driver.isRunning(ref)).toBe(true);
    }
    await expectNoKeys(cluster);
  });

  test("a crash takes what the engine's clocks demand, and stops the other shards", async () => {
    const times = await inRound(cluster, run, 1, crashRound);
    // One node timeout until the primary counts as failing, and 500 ms until its replica asks for votes.
    expect(times.failed).toBeGreaterThan(2000);
    expect(times.writable).toBeGreaterThan(2500);
    expect(times.elected).toBeGreaterThan(times.failed);
    expect(times.othersRefused).toBeGreaterThan(0);
    expect(times.resolution).toBeGreaterThan(0);
  });

  test("two kinds of clients write through one crash, and the preset's lose nothing of it", async () => {
    let connected = 0;
    const connect = (deployed: TestCluster["deployed"]) => {
      connected += 1;
      return connectDefaults(deployed);
    };
    const { results } = await inRound(cluster, run, 2, (context) =>
      underLoad(context, [undefined, connect], ({ primary }) => context.driver.kill(primary.ref)),
    );
    const [preset, defaults] = results;
    expect(connected).toBe(4);
    expect(defaults?.account.acknowledged).toBeGreaterThan(0);
    expect(preset?.account).toMatchObject({ failed: 0, unknown: 0, duplicated: [], stale: [] });
    expect(Math.max(...(preset?.gaps ?? []).map(({ ms }) => ms))).toBeGreaterThan(2500);
  });
});

describe("as programs", () => {
  let folder: string;
  let child: ChildProcess | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "cachefort-bench-test-"));
  });
  afterEach(() => {
    child?.kill("SIGTERM");
    rmSync(folder, { recursive: true });
  });

  test("forming is measured with its baseline, and nothing is left running", async () => {
    const file = join(folder, "forming.json");
    const { code } = await start("forming", "--runs", "1", "--json", file).ended;
    expect(code).toBe(0);
    const [figure] = readResult(file).figures;
    // No node of a new cluster takes writes before it is 2 s old (`CLUSTER_WRITABLE_DELAY`).
    expect(figure?.samples[0]).toBeGreaterThan(1900);
    // The baseline's first synchronisations wait for 5 s.
    expect(figure?.baseline?.samples[0]).toBeGreaterThan(5000);
    expect(await accepts("127.0.0.1", FORMING_PORT)).toBe(false);
  });

  test.each(["SIGINT", "SIGTERM"] as const)(
    "%s ends a measurement and its servers",
    async (signal) => {
      const { ended } = start("failover");
      expect(await until(START_MS, () => accepts("127.0.0.1", FAILOVER_PORT))).toBe(true);
      child?.kill(signal);
      const { code, stderr } = await ended;
      expect(code).toBe(130);
      expect(stderr).toMatch(/interrupted: stopping what runs\n$/);
      for (let node = 0; node < 6; node++) {
        expect(await accepts("127.0.0.1", FAILOVER_PORT + node)).toBe(false);
      }
    },
  );

  test("a wrong option is wrong usage, and nothing starts", async () => {
    const { code, stderr } = await start("failover", "--runs", "none").ended;
    expect(code).toBe(2);
    expect(stderr).toContain("whole numbers from 1 are allowed");
  });

  function start(script: string, ...words: readonly string[]) {
    const made = spawn(
      process.execPath,
      ["--import", "tsx", join("bench", `${script}.ts`), ...words],
      { cwd: ROOT, stdio: ["ignore", "ignore", "pipe"] },
    );
    child = made;
    let stderr = "";
    made.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    const ended = new Promise<{ code: number | null; stderr: string }>((resolve) =>
      made.once("close", (code) => resolve({ code, stderr })),
    );
    return { ended };
  }
});
