import { connectMemcached } from "../../../clients/memcached/connect";
import { readAuthority } from "../../../clients/manifest-file";
import { CheckSkip } from "../../../smoke/check";
import type { TargetDriver } from "../../../smoke/driver";
import * as checks from "../../../smoke/checks/memcached";
import { certificateCheck } from "../../../smoke/checks/memcached/certificate";
import { expectFailure, runCheck, withManifest } from "../../support/memcached-check";
import { startTestRing, type TestRing } from "../../support/memcached-ring";

const PORT = 21420;

async function itemsLeft(ring: TestRing): Promise<number[]> {
  const client = connectMemcached(ring.deployed, "api");
  try {
    const stats = await Promise.all(client.ring.servers.map((server) => client.stats(server)));
    return stats.map(({ curr_items }) => Number(curr_items));
  } finally {
    await client.close();
  }
}

describe("a ring as the kit deploys it", () => {
  let ring: TestRing;
  beforeAll(async () => {
    const names = { ipAddresses: ["127.0.0.1"], dnsNames: ["localhost"] };
    ring = await startTestRing({ port: PORT, users: ["api", "worker"], names });
  });
  afterAll(() => ring.close());

  test.each(checks.memcachedChecks)(
    "passes $id; no key stays, no password shows",
    async (check) => {
      const outcome = await runCheck(check, ring);
      expect(outcome).toMatchObject({ passed: true, undoErrors: [] });
      expect(await itemsLeft(ring)).toEqual([0, 0, 0]);
      for (const password of ring.passwords.values()) {
        expect(JSON.stringify(outcome)).not.toContain(password);
      }
    },
  );

  test.each([0, 1, 2])("passes when node %d is the one that stops", async (node) => {
    expect(await runCheck(checks.nodeStopped, ring, { seed: node })).toMatchObject({
      passed: true,
      evidence: { details: { node: String(node), kept: 200, lost: 100 } },
    });
    expect(ring.servers.every((server) => server.isRunning())).toBe(true);
  });

  test("an interrupted memcached/ring-shares leaves no key", async () => {
    const abort = new AbortController();
    const progress = setInterval(() => {
      void itemsLeft(ring).then((items) => {
        if (Math.max(...items) > 0) abort.abort();
      });
    }, 10);
    try {
      const run = runCheck(checks.ringShares, ring, { signal: abort.signal });
      await expect(run).rejects.toThrow(/abort/i);
    } finally {
      clearInterval(progress);
    }
    expect(await itemsLeft(ring)).toEqual([0, 0, 0]);
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

  test("ids are unique and say the kind; only the fault needs a larger suite", () => {
    const ids = checks.memcachedChecks.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, kind, suite, injectsFaults } of checks.memcachedChecks) {
      expect(id).toMatch(/^memcached\/[a-z-]+$/);
      expect(kind).toBe("memcached");
      expect(suite).toBe(injectsFaults ? "standard" : "quick");
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

test("a ring of one node skips memcached/node-stopped", async () => {
  const ring = await startTestRing({ port: PORT + 8, nodes: 1 });
  try {
    await expect(runCheck(checks.nodeStopped, ring)).rejects.toThrow(CheckSkip);
  } finally {
    await ring.close();
  }
});
