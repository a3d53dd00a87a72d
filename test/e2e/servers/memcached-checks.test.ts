import { setTimeout as sleep } from "node:timers/promises";
import { connectMemcached } from "../../../clients/memcached/connect";
import { readAuthority } from "../../../clients/manifest-file";
import { until } from "../../../operate/host/until";
import { CheckSkip, isForTarget } from "../../../smoke/check";
import type { TargetDriver } from "../../../smoke/driver";
import * as checks from "../../../smoke/checks/memcached";
import { certificateCheck } from "../../../smoke/checks/memcached/certificate";
import { deleteKeys, keysByServer, writeKeys } from "../../../smoke/checks/memcached/keys";
import { expectFailure, expectPassed, runCheck, withManifest } from "../../support/memcached-check";
import { startTestRing, type TestRing } from "../../support/memcached-ring";
import { itemsLeft } from "../../support/ring-items";

const PORT = 21420;
/** Milliseconds in which a check must have written its first key. */
const SEEN_MS = 10_000;
/** Longer than what a check does until it listens to an interruption. */
const SLOW_STOP_MS = 300;
/** Longer than a client waits for an answer. */
const LATE_MS = 2_500;
/** Longer than the check waits for an answer. */
const HELD_UP_MS = 5_500;

describe("a ring as the kit deploys it", () => {
  let ring: TestRing;
  beforeAll(async () => {
    const names = { ipAddresses: ["127.0.0.1"], dnsNames: ["localhost"] };
    ring = await startTestRing({ port: PORT, users: ["api", "worker"], names });
  });
  afterAll(() => ring.close());

  test.each(checks.memcachedChecks.filter((check) => isForTarget(check, "host")))(
    "passes $id; no key stays, no password shows",
    async (check) => {
      const outcome = await runCheck(check, ring);
      expectPassed(outcome);
      expect(await itemsLeft(ring)).toEqual([0, 0, 0]);
      for (const password of ring.passwords.values()) {
        expect(JSON.stringify(outcome)).not.toContain(password);
      }
    },
  );

  test.each([0, 1, 2])("passes when node %d is the one that stops", async (node) => {
    expect(await runCheck(checks.nodeStopped, ring, { seed: node })).toMatchObject({
      passed: true,
      evidence: {
        measured: expect.stringMatching(`^seed ${node} chose node ${node}; `),
        details: { seed: node, node: String(node), kept: 200, lost: 100 },
      },
    });
    expect(ring.servers.every((server) => server.isRunning())).toBe(true);
  });

  test("memcached/ring-shares shows each node's share", async () => {
    const { evidence } = await runCheck(checks.ringShares, ring);
    const [exhibit] = evidence.exhibits ?? [];
    if (exhibit?.kind !== "ring-shares") throw new Error("there is no picture of shares");
    expect(exhibit.keys).toBe(3000);
    expect(exhibit.nodes.map(({ node }) => node)).toEqual(["0", "1", "2"]);
    for (const part of ["expected", "measured"] as const) {
      expect(exhibit.nodes.reduce((sum, node) => sum + node[part], 0)).toBeCloseTo(1, 9);
    }
    for (const { expected, measured, tolerance } of exhibit.nodes) {
      expect(Math.abs(measured - expected)).toBeLessThanOrEqual(tolerance);
      expect(tolerance).toBeLessThan(0.05);
    }
  });

  test("an interrupted memcached/ring-shares leaves no key", async () => {
    const abort = new AbortController();
    const run = runCheck(checks.ringShares, ring, { signal: abort.signal });
    const interrupted = until(SEEN_MS, async () => Math.max(...(await itemsLeft(ring))) > 0).then(
      () => abort.abort(),
    );
    await expect(run).rejects.toThrow(/abort/i);
    await interrupted;
    expect(await itemsLeft(ring)).toEqual([0, 0, 0]);
  });

  test("keys of a node that answers later than the client waits are deleted too", async () => {
    const client = connectMemcached(ring.deployed, "api");
    const [node] = ring.deployed.manifest.nodes;
    const keys = [...keysByServer(client.ring, "late:", 20).values()].flat();
    try {
      await writeKeys(client, keys, new AbortController().signal);
      expect(await itemsLeft(ring)).toEqual([20, 20, 20]);
      await ring.driver.pause(node?.ref ?? "");
      const resumed = sleep(LATE_MS).then(() => ring.driver.resume(node?.ref ?? ""));
      await Promise.all([deleteKeys(client, keys), resumed]);
      expect(await itemsLeft(ring)).toEqual([0, 0, 0]);
    } finally {
      await client.close();
    }
  });

  test("an interrupted memcached/node-stopped starts the node again", async () => {
    const abort = new AbortController();
    const driver: TargetDriver = {
      ...ring.driver,
      stop: async (ref) => {
        await ring.driver.stop(ref);
        abort.abort();
      },
    };
    const run = runCheck(checks.nodeStopped, { ...ring, driver }, { signal: abort.signal });
    await expect(run).rejects.toThrow(/abort/i);
    expect(ring.servers.every((server) => server.isRunning())).toBe(true);
    expect(await itemsLeft(ring)).toEqual([0, 0, 0]);
  });

  test.each([checks.nodeStopped, checks.rollingRestart])(
    "an interrupted $id starts a node that is still stopping again",
    async (check) => {
      const abort = new AbortController();
      const driver: TargetDriver = {
        ...ring.driver,
        stop: async (ref) => {
          abort.abort();
          await sleep(SLOW_STOP_MS);
          await ring.driver.stop(ref);
        },
      };
      const run = runCheck(check, { ...ring, driver }, { signal: abort.signal });
      await expect(run).rejects.toThrow(/abort/i);
      expect(ring.servers.every((server) => server.isRunning())).toBe(true);
      expect(await itemsLeft(ring)).toEqual([0, 0, 0]);
    },
  );

  test("memcached/rolling-restart restarts each server once", async () => {
    const before = ring.servers.map(({ pid }) => pid);
    const outcome = await runCheck(checks.rollingRestart, ring);
    const { steps } = outcome.evidence.details as { steps: { node: string; reads: number }[] };
    expect(steps.map(({ node }) => node)).toEqual(["0", "1", "2"]);
    for (const { reads } of steps) expect(reads).toBeGreaterThan(0);
    expect(outcome.evidence.measured).toMatch(
      /^node 0 back in \d+(\.\d)? s, all keys of the others answered within \d+ ms; node 1 /,
    );
    const after = ring.servers.map(({ pid }) => pid);
    expect(after.filter((pid) => before.includes(pid))).toEqual([]);
  });

  test("ids are unique and say the kind; only faults need a larger suite", () => {
    const ids = checks.memcachedChecks.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, kind, suite, injectsFaults } of checks.memcachedChecks) {
      expect(id).toMatch(/^memcached\/[a-z-]+$/);
      expect(kind).toBe("memcached");
      expect([...(injectsFaults ? ["standard", "full"] : ["quick"]), "patterns"]).toContain(suite);
    }
  });

  describe("deserves to fail when the manifest is wrong:", () => {
    test("another version", async () => {
      const wrong = withManifest(ring, { engine: { name: "memcached", version: "1.0.0" } });
      expectFailure(await runCheck(checks.stats, wrong), "version 1.6.");
    });

    test("a ring in another order", async () => {
      const { ring: right } = ring.deployed.manifest;
      const servers = [...right.servers].reverse();
      const wrong = withManifest(ring, { ring: { ...right, servers } });
      expectFailure(await runCheck(checks.ringShares, wrong), servers.join(", "));
    });

    test("a ring that lacks a node", async () => {
      const { ring: right } = ring.deployed.manifest;
      const wrong = withManifest(ring, { ring: { ...right, servers: right.servers.slice(1) } });
      expectFailure(await runCheck(checks.ringShares, wrong), right.servers[1] ?? "");
      expectFailure(await runCheck(checks.access, wrong), "ring does not have this node");
    });

    test("an authority that did not sign, and a name that is not its own", async () => {
      const own = readAuthority(ring.deployed) ?? "";
      const trusting = certificateCheck({ authorities: [own], name: "localhost" });
      expectFailure(
        await runCheck(trusting, ring),
        "strange authorities: verified",
        "another name: verified",
      );
    });
  });

  describe("deserves to fail when a restarted node", () => {
    test("has never stopped", async () => {
      const driver = { ...ring.driver, stop: () => Promise.resolve() };
      const outcome = await runCheck(checks.rollingRestart, { ...ring, driver });
      expectFailure(outcome, "50 answered, as if it had never stopped");
    });

    test("takes another one with it", async () => {
      const driver: TargetDriver = {
        ...ring.driver,
        stop: async (ref) => {
          await ring.driver.stop(ref === "0" ? "1" : "0");
          await ring.driver.stop(ref);
        },
        start: async (ref) => {
          await ring.driver.start(ref);
          await ring.driver.start(ref === "0" ? "1" : "0");
        },
      };
      const outcome = await runCheck(checks.rollingRestart, { ...ring, driver });
      expectFailure(outcome, /^\d+ not, such as cf-smoke:/);
    });

    test("holds another one up", async () => {
      let starts = 0;
      const driver: TargetDriver = {
        ...ring.driver,
        start: async (ref) => {
          if (starts === 0) {
            await ring.driver.pause("1");
            await sleep(HELD_UP_MS);
            await ring.driver.resume("1");
          }
          starts += 1;
          await ring.driver.start(ref);
        },
      };
      const outcome = await runCheck(checks.rollingRestart, { ...ring, driver });
      expectFailure(outcome, /^\d+ not, such as cf-smoke:.* MEMCACHED_TIMEOUT/);
    });

    test("does not come back", async () => {
      let starts = 0;
      // The check's own start does nothing; the one on its way out does.
      const driver: TargetDriver = {
        ...ring.driver,
        start: async (ref) => {
          if (starts > 0) await ring.driver.start(ref);
          starts += 1;
        },
      };
      const outcome = await runCheck(checks.rollingRestart, { ...ring, driver });
      expectFailure(outcome, "MEMCACHED_NODE_UNREACHABLE");
      expect(outcome.undoErrors).toEqual([]);
      expect(ring.servers.every((server) => server.isRunning())).toBe(true);
    });
  });

  describe("deserves to fail when a stopped node", () => {
    test("still answers", async () => {
      const driver = { ...ring.driver, stop: () => Promise.resolve() };
      expectFailure(await runCheck(checks.nodeStopped, { ...ring, driver }), "answered or missed");
    });

    test("hangs instead of refusing", async () => {
      const driver: TargetDriver = {
        ...ring.driver,
        stop: (ref) => ring.driver.pause(ref),
        start: (ref) => ring.driver.resume(ref),
      };
      expectFailure(await runCheck(checks.nodeStopped, { ...ring, driver }), "MEMCACHED_TIMEOUT");
      expect(await itemsLeft(ring)).toEqual([0, 0, 0]);
    });
  });
});

test("a ring of one node skips what needs another", async () => {
  const ring = await startTestRing({ port: PORT + 8, nodes: 1 });
  try {
    for (const check of [checks.nodeStopped, checks.rollingRestart]) {
      await expect(runCheck(check, ring)).rejects.toThrow(CheckSkip);
    }
  } finally {
    await ring.close();
  }
});
