import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { requireContainers } from "../../../bench/support/container-engine";
import {
  containerCluster,
  formContainers,
  synthesizedCluster,
} from "../../../bench/support/container-forming";
import { readResult } from "../../../bench/support/result";
import { isContainerRunning } from "../../../operate/docker/engine";
import { until } from "../../../operate/host/until";
import { accepts } from "../../support/accepts";
import { ROOT } from "../../support/cachefort";
import { DockerProject } from "../../support/docker-project";
import { docker } from "../../support/docker/engine";
import { BOOKWORM } from "../../support/docker/images";
import { leftBehind, removeLeftBehind } from "../../support/docker/left-behind";

jest.setTimeout(240_000);

const PORT = 22390;
const SUBNET = "10.213.160.0/20";
/** A port of the measurement's own cluster on target host. */
const FAILOVER_HOST_PORT = 22370;
/** Most milliseconds until a deployment has started its first container. */
const START_MS = 60_000;
/** Most milliseconds for a deployment and one crash on each target. */
const ROUND_MS = 150_000;

describe("a cluster that cannot form", () => {
  const project = new DockerProject("cfbenchtest");
  afterAll(() => project.close());

  test("gets no figure, but the reason", async () => {
    await project.synth(containerCluster(PORT, SUBNET));
    const { nodes } = synthesizedCluster(project).manifest;
    const refs = nodes.map(({ ref }) => ref);
    const allRun = async (): Promise<boolean> =>
      (await Promise.all(refs.map(isContainerRunning))).every((isRunning) => isRunning);
    const formed = formContainers(project);
    // While containers are being started, the deployment itself would say that one has ended.
    const planted = until(START_MS, allRun).then(() =>
      docker("kill", "--signal", "KILL", refs[0] ?? ""),
    );
    await expect(formed).rejects.toThrow("REDIS_NODE_DIED: node 0-0 ended right after its start");
    await planted;
  });
});

describe("what cannot be compared", () => {
  test("an image that the engine does not have", async () => {
    const image = { ...BOOKWORM, name: "cachefort-test/none:tested" };
    await expect(requireContainers(image)).rejects.toMatchObject({ code: "BENCH_IMAGE_MISSING" });
  });

  test("an image with another Redis than the machine's", async () => {
    const image = { ...BOOKWORM, programs: { "redis-server": "0.0.1" } };
    await expect(requireContainers(image)).rejects.toMatchObject({ code: "BENCH_ENGINES_DIFFER" });
  });
});

describe("as programs", () => {
  let folder: string;
  let child: ChildProcess | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "cachefort-bench-test-"));
  });
  afterEach(async () => {
    if (child?.exitCode === null) {
      child.kill("SIGTERM");
      await new Promise((resolve) => child?.once("close", resolve));
    }
    rmSync(folder, { recursive: true });
    removeLeftBehind("cachefort-cfbench");
  });

  test("forming is measured beside target host, and nothing is left on the engine", async () => {
    const file = join(folder, "forming.json");
    const { code } = await start("containers-forming", ["--runs", "1", "--json", file]).ended;
    expect(code).toBe(0);
    const [last, first] = readResult(file).figures;
    const [sinceLast, sinceFirst] = [last?.samples[0] ?? NaN, first?.samples[0] ?? NaN];
    // No primary takes part before it is 2 s old (`CLUSTER_WRITABLE_DELAY`).
    expect(sinceFirst).toBeGreaterThan(1900);
    expect(first?.baseline?.samples[0]).toBeGreaterThan(1900);
    expect(sinceLast).toBeGreaterThan(0);
    expect(sinceLast).toBeLessThan(sinceFirst);
    // The runner and the server start within their container, to the 20 ms of the kernel's clock.
    expect(last?.parts?.[0]?.samples[0]).toBeLessThan(sinceLast + 20);
    expect(first?.parts?.[0]?.samples[0]).toBeGreaterThan(sinceFirst);
    expect(leftBehind("cachefort-cfbench")).toEqual([]);
  });

  test("crashes are measured by turns, and an interruption ends the containers as well", async () => {
    const { ended, said } = start("containers-failover", ["--runs", "2"]);
    expect(await until(ROUND_MS, () => /host 1\/2: .*\n/.test(said()))).toBe(true);
    for (const where of ["containers", "host"]) {
      const line = new RegExp(`${where} 1/2: .* failed (\\d+), .* writable (\\d+),`).exec(said());
      // One node timeout until the primary counts as failing, and 500 ms until its replica asks for votes.
      expect(Number(line?.[1])).toBeGreaterThan(2000);
      expect(Number(line?.[2])).toBeGreaterThan(2500);
    }
    // Six containers with two volumes each, and their network.
    expect(leftBehind("cachefort-cfbench")).toHaveLength(19);
    child?.kill("SIGINT");
    const { code, stderr } = await ended;
    expect(stderr).toMatch(/interrupted: stopping what runs\n/);
    expect(code).toBe(130);
    expect(leftBehind("cachefort-cfbench")).toEqual([]);
    expect(await accepts("127.0.0.1", FAILOVER_HOST_PORT)).toBe(false);
  });

  test("recoveries are measured beside the engine's own, of a second cluster", async () => {
    const { ended, said } = start("containers-crash-recovery", ["--runs", "1"]);
    expect(await until(ROUND_MS, () => /engine 1\/1: .*\n/.test(said()))).toBe(true);
    const writable = (by: string): number =>
      Number(new RegExp(`${by} 1/1: .* writable (\\d+),`).exec(said())?.[1]);
    // Nobody suspects a node before it was silent for a node timeout of 5 s.
    expect(writable("runner")).toBeLessThan(5000);
    expect(writable("engine")).toBeGreaterThan(5500);
    expect((await ended).code).toBe(0);
    expect(leftBehind("cachefort-cfbench")).toEqual([]);
  });

  test.each([
    "containers-forming",
    "containers-failover",
    "containers-crash-recovery",
    "containers-writes",
    "containers-smoke",
  ])("%s without an engine is skipped aloud", async (script) => {
    const file = join(folder, "none.json");
    const socket = { DOCKER_HOST: `unix://${join(folder, "none.sock")}` };
    const { code, stderr } = await start(script, ["--json", file], socket).ended;
    expect(stderr).toContain("no Docker engine answers");
    expect(code).toBe(3);
    expect(existsSync(file)).toBe(false);
  });

  function start(script: string, words: readonly string[], env: Record<string, string> = {}) {
    const made = spawn(
      process.execPath,
      ["--import", "tsx", join("bench", `${script}.ts`), ...words],
      { cwd: ROOT, env: { ...process.env, ...env }, stdio: ["ignore", "ignore", "pipe"] },
    );
    child = made;
    let stderr = "";
    made.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    const ended = new Promise<{ code: number | null; stderr: string }>((resolve) =>
      made.once("close", (code) => resolve({ code, stderr })),
    );
    return { ended, said: () => stderr };
  }
});
