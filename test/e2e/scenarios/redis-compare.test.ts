import * as checks from "../../../smoke/checks/redis";
import {
  COMPARED_MIN_REPLICAS,
  comparedScenarios,
  lossBoundOf,
} from "../../../smoke/checks/redis/writes/min-replicas";
import { compareResults } from "../../../smoke/scenario-comparison";
import type { CheckResult } from "../../../smoke/report";
import {
  expectFailure,
  expectInterrupted,
  expectNoKeys,
  expectPass,
  runOn,
} from "../../support/redis-check";
import { changedDriver } from "../../support/redis-faults";
import { startTestCluster, type TestCluster, withManifest } from "../../support/redis-server";
import { settingsOf } from "../../support/redis-setting";

const PORT = 21030;
const SETTINGS = ["min-replicas-to-write", "min-replicas-max-lag"];
const [lagging] = comparedScenarios(COMPARED_MIN_REPLICAS);
if (lagging === undefined) throw new Error("no scenario is compared");
const { asDeployed, withMinReplicas } = lagging;

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster({ port: PORT, props: { nodeTimeoutMs: 1000 } });
});
afterAll(() => cluster.close());
// Whatever a run met, it leaves a whole cluster as it was deployed.
afterEach(async () => {
  const deployed = { [SETTINGS[0] ?? ""]: "0", [SETTINGS[1] ?? ""]: "10" };
  for (const settings of Object.values(await settingsOf(cluster, SETTINGS))) {
    expect(settings).toEqual(deployed);
  }
  expectPass(await runOn(cluster, checks.clusterState));
  await expectNoKeys(cluster);
});

const measured = (result: CheckResult, what: string): number =>
  result.evidence?.figures?.find((figure) => figure.what === what)?.measured ?? NaN;

test("min-replicas-to-write shortens the loss and costs writes that are refused, and is undone", async () => {
  const plain = await runOn(cluster, asDeployed, { seed: 51 });
  expectPass(plain);
  const asked = await runOn(cluster, withMinReplicas, { seed: 51 });
  expectPass(asked);
  const bound = lossBoundOf(COMPARED_MIN_REPLICAS).ms;
  expect(measured(plain, "loss window")).toBeGreaterThan(bound);
  expect(measured(asked, "loss window")).toBeLessThanOrEqual(bound);
  expect(measured(asked, "plain writes lost")).toBeLessThan(measured(plain, "plain writes lost"));
  for (const cost of ["writes refused", "writes refused while a replica restarts"]) {
    expect([cost, measured(plain, cost)]).toEqual([cost, 0]);
    expect(measured(asked, cost)).toBeGreaterThan(0);
  }
  const { figures } = compareResults(plain, asked);
  expect(figures).toContainEqual({
    what: "loss window",
    unit: "ms",
    asDeployed: measured(plain, "loss window"),
    changed: measured(asked, "loss window"),
  });
});

test("an interruption sets everything back", async () => {
  const abort = new AbortController();
  const during: unknown[] = [];
  const driver = changedDriver(cluster.driver, {
    pause: async (ref) => {
      during.push(...Object.values(await settingsOf(cluster, SETTINGS)));
      await cluster.driver.pause(ref);
      setTimeout(() => abort.abort(), 500);
    },
  });
  const run = { signal: abort.signal, seed: 52 };
  const result = await runOn({ ...cluster, driver }, withMinReplicas, run);
  expectInterrupted(result);
  expect(during).toEqual(
    new Array(6).fill({ "min-replicas-to-write": "1", "min-replicas-max-lag": "2" }),
  );
});

test("nodes that do not heed what they were asked fail the bound", async () => {
  // The settings are taken back behind the scenario's back.
  const driver = changedDriver(cluster.driver, {
    pause: async (ref) => {
      for (const { id } of cluster.model.nodes) {
        const node = await cluster.operator(id);
        await node.call(cluster.commandName("CONFIG"), "SET", "min-replicas-to-write", 0);
        node.disconnect();
      }
      await cluster.driver.pause(ref);
    },
  });
  const result = await runOn({ ...cluster, driver }, withMinReplicas, { seed: 53 });
  expectFailure(result, /^loss window \d{4} ms, bound at most 4500 ms$/);
});

test("a cluster that lets nobody call CONFIG is not compared, and says so", async () => {
  const renamedCommands = [{ command: "CONFIG", as: null }];
  const locked = withManifest(cluster, { renamedCommands });
  expect(await runOn(locked, withMinReplicas)).toMatchObject({
    status: "skip",
    reason: "the cluster lets nobody call CONFIG",
  });
});
