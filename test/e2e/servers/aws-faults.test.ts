import { parseClusterNodes } from "../../../constructs/redis/cluster-nodes";
import { slotRanges } from "../../../constructs/redis/slots";
import * as ringChecks from "../../../smoke/checks/memcached";
import * as checks from "../../../smoke/checks/redis";
import { ownerOf } from "../../../smoke/checks/redis/live-shards";
import { AwsDriver } from "../../../smoke/faults/aws";
import { until } from "../../../operate/host/until";
import { FakeAws } from "../../support/aws-api/fake-aws";
import { FakeElastiCache } from "../../support/aws-api/fake-elasticache";
import { FakeEcsServices } from "../../support/aws-api/fake-ecs-services";
import {
  expectFailure as expectRingFailure,
  runCheck,
  withManifest as withRingManifest,
} from "../../support/memcached-check";
import { startTestRing, type TestRing } from "../../support/memcached-ring";
import { expectFailure, expectNoKeys, expectPass, runOn } from "../../support/redis-check";
import { startTestCluster, type TestCluster, withManifest } from "../../support/redis-server";

const REDIS_PORT = 21_900;
const RING_PORT = 21_960;
const GROUP = "test-cluster";
/** The services are looked at often; a server is away for longer than an election takes. */
const EVERY_MS = 100;
const AWAY_MS = 5000;

let aws: FakeAws | undefined;
afterEach(async () => {
  const refused = aws?.refused;
  await aws?.close();
  aws = undefined;
  expect(refused ?? []).toEqual([]);
});

describe("a cluster whose service fails a primary", () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster({ port: REDIS_PORT, props: { nodeTimeoutMs: 1000 } });
  });
  afterAll(() => cluster.close());
  afterEach(() => expectNoKeys(cluster));

  /** The cluster as on AWS, whose API kills the real primary of a shard and starts it again. */
  async function served(looks: number): Promise<TestCluster> {
    const cache = new FakeElastiCache({
      id: GROUP,
      slots: slotRanges(3).map(({ first, last }) => `${first}-${last}`),
      looks,
      onFailover: (nodeGroup) => failPrimary(Number(nodeGroup) - 1),
    });
    aws = await FakeAws.start({ elasticache: cache.actions });
    const nodes = cluster.deployed.manifest.nodes.map(({ id, shard }) => ({
      id,
      shard,
      ref: `${GROUP}-000${shard + 1}-001`,
    }));
    return {
      ...withManifest(cluster, { target: "aws", nodes }),
      driver: new AwsDriver({ region: "eu-central-1", everyMs: EVERY_MS }),
    };
  }

  async function failPrimary(shard: number): Promise<void> {
    const { first } = slotRanges(3)[shard] ?? { first: 0 };
    const node = await cluster.operator(cluster.model.nodes[0]?.id ?? "");
    const lines = parseClusterNodes(String(await node.call("CLUSTER", "NODES")));
    node.disconnect();
    const port = ownerOf(lines, first)?.port;
    const { ref } = cluster.deployed.manifest.nodes.find((one) => one.port === port) ?? { ref: "" };
    await cluster.driver.kill(ref);
    setTimeout(() => void cluster.driver.start(ref), AWAY_MS);
  }

  async function allRun(): Promise<void> {
    const { nodes } = cluster.deployed.manifest;
    const running = async (): Promise<boolean> =>
      (await Promise.all(nodes.map(({ ref }) => cluster.driver.isRunning(ref)))).every(Boolean);
    expect(await until(3 * AWAY_MS, running)).toBe(true);
    expectPass(await runOn(cluster, checks.clusterState));
  }

  test("writes again in bound, and the failover is told by the names of the service", async () => {
    const result = await runOn(await served(40), checks.serviceFailover, { seed: 3 });
    expectPass(result);
    expect(result.evidence?.measured).toMatch(
      /^seed 3 chose node group 000\d; test-cluster-000\d-002 took over from test-cluster-000\d-001, told after \d+ ms; shard without writes for [1-9]\d\d\d ms, .*; 0 acknowledged writes to other shards lost; the cluster is available again$/,
    );
    await allRun();
  });

  test("fails when no replica may take over", async () => {
    const nodes = await Promise.all(cluster.model.nodes.map(({ id }) => cluster.operator(id)));
    const option = "cluster-replica-no-failover";
    const config = cluster.commandName("CONFIG");
    await Promise.all(nodes.map((node) => node.call(config, "SET", option, "yes")));
    try {
      const result = await runOn(await served(5), checks.serviceFailover, { seed: 4 });
      expectFailure(result, /^shard without writes for \d+ ms, .*bound \d+ ms/);
    } finally {
      await Promise.all(
        nodes.map((node) => node.call(config, "SET", option, "no").catch(() => undefined)),
      );
      for (const node of nodes) node.disconnect();
    }
    await allRun();
  });

  test("is left alone when the service is not done with it, or shows no shards", async () => {
    const cache = new FakeElastiCache({ id: GROUP, slots: ["0-16383"] });
    cache.status = "modifying";
    aws = await FakeAws.start({ elasticache: cache.actions });
    const driver = new AwsDriver({ region: "eu-central-1", everyMs: EVERY_MS });
    const nodes = [{ id: "0-0", shard: 0, ref: `${GROUP}-0001-001` }];
    const busy = { ...withManifest(cluster, { target: "aws", nodes }), driver };
    expectFailure(await runOn(busy, checks.serviceFailover), "the cluster is modifying");
    const serverless = withManifest(busy, { nodes: [{ id: "0-0", shard: 0, ref: "test-carts" }] });
    expect(await runOn(serverless, checks.serviceFailover)).toMatchObject({
      status: "skip",
      reason: "the service shows no shards, and fails over by itself",
    });
    expect(cache.failed).toEqual([]);
  });

  test("is left alone where no shard has a replica", async () => {
    const cache = new FakeElastiCache({ id: GROUP, slots: ["0-16383"], replicas: 0 });
    aws = await FakeAws.start({ elasticache: cache.actions });
    const driver = new AwsDriver({ region: "eu-central-1", everyMs: EVERY_MS });
    const nodes = [{ id: "0-0", shard: 0, ref: `${GROUP}-0001-001` }];
    const alone = { ...withManifest(cluster, { target: "aws", nodes }), driver };
    expect(await runOn(alone, checks.serviceFailover)).toMatchObject({ status: "skip" });
    expect(cache.failed).toEqual([]);
  });
});

describe("a ring whose tasks ECS stops and starts", () => {
  let ring: TestRing;
  beforeAll(async () => {
    ring = await startTestRing({ port: RING_PORT });
  });
  afterAll(() => ring.close());

  async function served(takes?: string): Promise<{ ring: TestRing; ecs: FakeEcsServices }> {
    const ecs = new FakeEcsServices({
      cluster: "cachefort-test",
      services: ["cache-0", "cache-1", "cache-2"],
      onStopped: async (service) => {
        await ring.driver.stop(refOf(service));
        if (takes !== undefined) await ring.driver.stop(takes);
      },
      onStarted: (service) => ring.driver.start(refOf(service)),
    });
    aws = await FakeAws.start({ ecs: ecs.actions });
    const nodes = ring.deployed.manifest.nodes.map((node) => ({
      ...node,
      ref: `cachefort-test/cache-${node.id}`,
    }));
    const driver = new AwsDriver({ region: "eu-central-1", everyMs: EVERY_MS });
    return { ring: { ...withRingManifest(ring, { target: "aws", nodes }), driver }, ecs };
  }

  function refOf(service: string): string {
    const id = service.replace("cache-", "");
    return ring.deployed.manifest.nodes.find((node) => node.id === id)?.ref ?? "";
  }

  test("passes memcached/rolling-restart, each task once", async () => {
    const { ecs, ring: onAws } = await served();
    const before = ring.servers.map(({ pid }) => pid);
    expect(await runCheck(ringChecks.rollingRestart, onAws)).toMatchObject({
      passed: true,
      undoErrors: [],
    });
    const after = ring.servers.map(({ pid }) => pid);
    expect(after.filter((pid) => before.includes(pid))).toEqual([]);
    for (const service of ["cache-0", "cache-1", "cache-2"]) {
      expect(ecs.arnsOf(service)).toHaveLength(2);
    }
  });

  test("fails it when a task takes another one with it", async () => {
    const { ring: onAws } = await served(refOf("cache-2"));
    expectRingFailure(
      await runCheck(ringChecks.rollingRestart, onAws),
      /keys|not, such as|UNREACHABLE|LOST/,
    );
    await Promise.all(["cache-0", "cache-2"].map((service) => ring.driver.start(refOf(service))));
  });

  test("an interruption leaves the start to the service", async () => {
    const { ecs, ring: onAws } = await served();
    const abort = new AbortController();
    const run = runCheck(ringChecks.rollingRestart, onAws, { signal: abort.signal });
    const interrupted = until(5000, () => ecs.reasons.length > 0).then(() => abort.abort());
    await expect(run).rejects.toThrow(/abort/i);
    await interrupted;
    expect(ecs.reasons).toHaveLength(1);
    await onAws.driver.start("cachefort-test/cache-0");
    expect(ring.servers.every((server) => server.isRunning())).toBe(true);
  });
});
