import type { RedisManifest } from "../../../constructs/core/manifest";
import { parseClusterNodes } from "../../../constructs/redis/cluster-nodes";
import type { Check } from "../../../smoke/check";
import * as checks from "../../../smoke/checks/redis";
import { expectUndone } from "../../support/after-elections";
import {
  expectFailure,
  expectInterrupted,
  expectPass,
  keysLeft,
  runOn,
  withAcl,
} from "../../support/redis-check";
import { changedDriver } from "../../support/redis-faults";
import { startTestCluster, type TestCluster } from "../../support/redis-server";
import { configureNodes } from "../../support/redis-settings";

const PORT = 21060;

let cluster: TestCluster;
let ids: string[];
beforeAll(async () => {
  cluster = await startTestCluster({ port: PORT, props: { nodeTimeoutMs: 1000 } });
  ids = cluster.model.nodes.map(({ id }) => id);
});
afterAll(() => cluster.close());
afterEach(() => expectUndone(cluster));

describe("on a cluster as the kit deploys it", () => {
  test("a replica that may not be elected is not, until it may", async () => {
    const result = await runOn(cluster, checks.noFailover, { seed: 31 });
    expectPass(result);
    expect(result.evidence).toMatchObject({
      measured: expect.stringMatching(
        /never elected though not allowed; elected once allowed \d+ ms/,
      ),
      details: { writes: { duplicated: [], stale: [], unexpected: [] } },
      exhibits: [
        { kind: "phases" },
        { kind: "slot-map" },
        { kind: "load" },
        { kind: "writes", unexpected: 0 },
      ],
    });
  });

  test("two failovers of one shard", async () => {
    const result = await runOn(cluster, checks.secondFailover, { seed: 32 });
    expectPass(result);
    expect(result.evidence).toMatchObject({
      measured: expect.stringMatching(/config epoch of failover 2 above the one before [1-9]/),
    });
    expect(result.evidence?.figures).toHaveLength(12);
  });
});

describe("a primary that hangs", () => {
  test("is replaced on request, long before the engine would", async () => {
    const result = await runOn(cluster, checks.forcedFailover, { seed: 41 });
    expectPass(result);
    expect(result.evidence).toMatchObject({
      measured: expect.stringMatching(/; elected \d{1,3} ms; agreed \d+ ms; old primary a replica/),
      exhibits: [
        { kind: "phases", phases: { length: 4 } },
        { kind: "slot-map" },
        { kind: "load", faults: [{ what: expect.stringMatching(/^node \d-\d frozen$/) }] },
        { kind: "writes", unexpected: 0 },
      ],
    });
  });

  test("stays when a voter hangs as well: deserves to fail", async () => {
    const driver = changedDriver(cluster.driver, {
      pause: async (ref) => {
        const voter = await otherPrimary(ref);
        await cluster.driver.pause(ref);
        await cluster.driver.pause(voter);
        // Shorter than the node timeout, so that nobody counts the voter as failed.
        setTimeout(() => void cluster.driver.resume(voter), 850);
      },
    });
    const result = await runOn({ ...cluster, driver }, checks.forcedFailover, { seed: 42 });
    expectFailure(result, /^elected (never|\d+ ms), bound at most 700 ms/);
  });

  test("stays when the operator may not ask: deserves to fail", async () => {
    await withAcl(cluster, ids, "cf-operator", ["-cluster|failover"], async () => {
      const result = await runOn(cluster, checks.forcedFailover, { seed: 43 });
      expectFailure(result, /node \d-\d refuses CLUSTER FAILOVER FORCE: NOPERM/);
    });
  });

  test("runs again after an interruption", async () => {
    const result = await interrupted(checks.forcedFailover, 44, 20);
    expectInterrupted(result);
  });
});

describe("a majority of primaries that crashes", () => {
  test("is replaced by an operator alone", async () => {
    const result = await runOn(cluster, checks.majorityLost, { seed: 51 });
    expectPass(result);
    expect(result.evidence).toMatchObject({
      measured: expect.stringMatching(
        /never counted as failed without a majority; never elected without a majority; slots owned/,
      ),
      details: { nodes: { length: 2 }, epochs: { length: 3 } },
      exhibits: [{ kind: "phases" }, { kind: "slot-map" }, { kind: "load" }, { kind: "writes" }],
    });
  });

  test("fails when somebody is elected", async () => {
    let kills = 0;
    const driver = changedDriver(cluster.driver, {
      kill: async (ref) => {
        kills += 1;
        if (kills === 1) await cluster.driver.kill(ref);
      },
    });
    const result = await runOn({ ...cluster, driver }, checks.majorityLost, { seed: 52 });
    expectFailure(result, /elected without a majority after \d+ ms$/, "suspected by all never");
  });

  test("fails when the operator may not have them replaced", async () => {
    await grantOperator("-cluster|failover");
    try {
      const result = await runOn(cluster, checks.majorityLost, { seed: 53 });
      expectFailure(result, /node \d-\d refuses CLUSTER FAILOVER TAKEOVER: NOPERM/);
    } finally {
      await grantOperator("+cluster");
    }
  });

  test("comes back after an interruption", async () => {
    const result = await interrupted(checks.majorityLost, 54, 500);
    expectInterrupted(result);
  });
});

describe("a cluster that has lost every replica", () => {
  test("goes on, and gets back a primary with its data", async () => {
    const result = await runOn(cluster, checks.replicasCrash, { seed: 61 });
    expectPass(result);
    expect(result.evidence).toMatchObject({
      measured: expect.stringMatching(
        /never slots taken over; writable after it answered again \d+ ms/,
      ),
      exhibits: [{ kind: "phases" }, { kind: "slot-map" }, { kind: "load" }, { kind: "writes" }],
    });
  });

  test("is not asked to where its primaries want replicas for a write", async () => {
    await configureNodes(cluster, ids, "min-replicas-to-write", "1");
    try {
      expect(await runOn(cluster, checks.replicasCrash, { seed: 62 })).toMatchObject({
        status: "skip",
        reason: expect.stringMatching(/refuses writes without replicas/),
      });
    } finally {
      await configureNodes(cluster, ids, "min-replicas-to-write", "0");
    }
  });

  test("is not asked to where nodes keep nothing on disk", async () => {
    await configureNodes(cluster, ids, "appendonly", "no");
    try {
      expect(await runOn(cluster, checks.replicasCrash, { seed: 63 })).toMatchObject({
        status: "skip",
        reason: expect.stringMatching(/has no append-only file/),
      });
    } finally {
      await configureNodes(cluster, ids, "appendonly", "yes");
    }
  });

  test("fails when it refuses writes for lack of replicas", async () => {
    let planted: Promise<void> | undefined;
    const driver = changedDriver(cluster.driver, {
      kill: async (ref) => {
        planted ??= configureNodes(cluster, ids, "min-replicas-to-write", "1");
        await planted;
        await cluster.driver.kill(ref);
      },
    });
    try {
      const result = await runOn({ ...cluster, driver }, checks.replicasCrash, { seed: 64 });
      expectFailure(result, /untouched shard \d refused [1-9]\d* writes .*NOREPLICAS/);
    } finally {
      await configureNodes(cluster, ids, "min-replicas-to-write", "0");
    }
  });

  test("comes back after an interruption", async () => {
    const result = await interrupted(checks.replicasCrash, 65, 500);
    expectInterrupted(result);
  });
});

describe("a replica with old data", () => {
  test("is not elected, and links again", async () => {
    const result = await runOn(cluster, checks.staleReplica, { seed: 71 });
    expectPass(result);
    expect(result.evidence).toMatchObject({
      measured: expect.stringMatching(/never elected with old data; writable after it answered/),
      details: { writes: { duplicated: [], stale: [], unexpected: [] } },
      exhibits: [{ kind: "phases" }, { kind: "slot-map" }, { kind: "load" }, { kind: "writes" }],
    });
  });

  test("fails when it is elected all the same", async () => {
    const driver = changedDriver(cluster.driver, {
      kill: async (ref) => {
        await configureNodes(cluster, ids, "cluster-replica-validity-factor", "0");
        await cluster.driver.kill(ref);
      },
    });
    try {
      const result = await runOn({ ...cluster, driver }, checks.staleReplica, { seed: 72 });
      expectFailure(result, /^elected with old data after \d+ ms$/);
    } finally {
      await configureNodes(cluster, ids, "cluster-replica-validity-factor", "10");
    }
  });

  test("is linked again after an interruption, and holds no key that was deleted meanwhile", async () => {
    const abort = new AbortController();
    const progress = (line: string): void => {
      if (line.includes("grow old")) setTimeout(() => abort.abort(), 1500);
    };
    const run = { signal: abort.signal, seed: 74, progress };
    const result = await runOn(cluster, checks.staleReplica, run);
    expectInterrupted(result);
    expect(Math.max(...(await keysLeft(cluster)))).toBe(0);
  });

  test("is not elected after an interruption either", async () => {
    const primariesBefore = await primaries();
    const result = await interrupted(checks.staleReplica, 73, 2500);
    expectInterrupted(result);
    expect(await primaries()).toEqual(primariesBefore);
  });
});

describe("a node that dies while a majority of primaries hangs", () => {
  test("is suspected, and marked once they run again", async () => {
    const before = await primaries();
    const result = await runOn(cluster, checks.votingPrimaries, { seed: 81 });
    expectPass(result);
    expect(result.evidence).toMatchObject({
      measured: expect.stringMatching(/3 nodes are left, 1 of 3 that vote; suspected by all/),
      details: { writes: { lost: [] } },
    });
    expect(await primaries()).toEqual(before);
  });

  test("fails when it is marked as failed meanwhile", async () => {
    const driver = changedDriver(cluster.driver, { pause: () => Promise.resolve() });
    const result = await runOn({ ...cluster, driver }, checks.votingPrimaries, { seed: 82 });
    expectFailure(result, /^marked as failed without a majority of primaries after \d+ ms$/);
  });

  test("comes back after an interruption, and so does the majority", async () => {
    const result = await interrupted(checks.votingPrimaries, 83, 1500);
    expectInterrupted(result);
  });
});

describe("deserves to fail:", () => {
  test("a replica that is elected though it may not be", async () => {
    const driver = changedDriver(cluster.driver, {
      kill: async (ref) => {
        await cluster.driver.kill(ref);
        const others = ids.filter((id) => id !== ref);
        await configureNodes(cluster, others, "cluster-replica-no-failover", "no");
      },
    });
    const result = await runOn({ ...cluster, driver }, checks.noFailover, { seed: 33 });
    expectFailure(result, /^elected though not allowed after \d+ ms$/);
  });

  test("a second failover that nobody wins", async () => {
    let kills = 0;
    const driver = changedDriver(cluster.driver, {
      kill: async (ref) => {
        kills += 1;
        const yes = kills === 2 ? "yes" : "no";
        await configureNodes(cluster, ids, "cluster-replica-no-failover", yes);
        await cluster.driver.kill(ref);
      },
    });
    try {
      const result = await runOn({ ...cluster, driver }, checks.secondFailover, { seed: 34 });
      expectFailure(
        result,
        /^elected never, bound at most \d+ ms after the crash of \d-\d; writable never/,
      );
    } finally {
      await configureNodes(cluster, ids, "cluster-replica-no-failover", "no");
    }
  });
});

describe("an interruption undoes", () => {
  test("a crash while nobody may be elected", async () => {
    const result = await interrupted(checks.noFailover, 35, 500);
    expectInterrupted(result);
  });
});

/** Interrupts a check some milliseconds after its fault. */
async function interrupted(check: Check<RedisManifest>, seed: number, afterMs: number) {
  const abort = new AbortController();
  const interrupt = (): void => void setTimeout(() => abort.abort(), afterMs);
  const driver = changedDriver(cluster.driver, {
    kill: (ref) => cluster.driver.kill(ref).then(interrupt),
    pause: (ref) => cluster.driver.pause(ref).then(interrupt),
  });
  return runOn({ ...cluster, driver }, check, { signal: abort.signal, seed });
}

/** Changes what the operator may do on every node. */
async function grantOperator(rule: string): Promise<void> {
  for (const id of ids) {
    const node = await cluster.operator(id);
    try {
      await node.call("ACL", "SETUSER", "cf-operator", rule);
    } finally {
      node.disconnect();
    }
  }
}

/** Ids of the nodes that own slots now. */
async function primaries(): Promise<string[]> {
  const node = await cluster.operator("0-0");
  try {
    const lines = parseClusterNodes(String(await node.call("CLUSTER", "NODES")));
    const ports = lines.filter(({ slots }) => slots.length > 0).map(({ port }) => port);
    return cluster.model.nodes.filter(({ port }) => ports.includes(port)).map(({ id }) => id);
  } finally {
    node.disconnect();
  }
}

/** A primary beside one that is named. */
async function otherPrimary(ref: string): Promise<string> {
  const others = (await primaries()).filter((id) => id !== ref);
  return others[0] ?? "there is none";
}
