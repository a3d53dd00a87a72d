import { connectMemcached } from "../../../clients/memcached/connect";
import { readAuthority } from "../../../clients/manifest-file";
import { CheckSkip } from "../../../smoke/check";
import type { TargetDriver } from "../../../smoke/driver";
import * as checks from "../../../smoke/checks/memcached";
import { certificateCheck } from "../../../smoke/checks/memcached/certificate";
import { createTestAuthority } from "../../support/certificates";
import { type CheckOutcome, runCheck, withManifest } from "../../support/memcached-check";
import { startTestRing, type TestRing, type TestRingOptions } from "../../support/memcached-ring";

const PORT = 21420;
/** A server that says nothing lets a check wait out its bounds. */
jest.setTimeout(30_000);

function expectFailure(outcome: CheckOutcome, ...measured: (string | RegExp)[]): void {
  expect(outcome.passed).toBe(false);
  for (const part of measured) expect(outcome.evidence.measured).toMatch(part);
}

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
    expect(await runCheck(checks.nodeStopped, ring, node)).toMatchObject({
      passed: true,
      evidence: { details: { node: String(node), kept: 200, lost: 100 } },
    });
    expect(ring.servers.every((server) => server.isRunning())).toBe(true);
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

describe("a node that is down", () => {
  const quick = checks.memcachedChecks.filter(({ suite }) => suite === "quick");

  let ring: TestRing;
  beforeAll(async () => {
    ring = await startTestRing({ port: PORT + 5, nodes: 2 });
    await ring.driver.kill("1");
  });
  afterAll(() => ring.close());

  test.each(quick)("fails $id", async (check) => {
    expectFailure(await runCheck(check, ring), `127.0.0.1:${PORT + 6}`, "ECONNREFUSED");
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

describe("one server under two addresses", () => {
  let ring: TestRing;
  beforeAll(async () => {
    const names = { ipAddresses: ["127.0.0.1"], dnsNames: ["localhost"] };
    const one = await startTestRing({ port: PORT + 10, nodes: 1, names });
    const nodes = ["127.0.0.1", "localhost"].map((host, index) => ({
      id: String(index),
      ref: "0",
      host,
      port: PORT + 10,
    }));
    const servers = nodes.map(({ host, port }) => `${host}:${port}`);
    ring = withManifest(one, { nodes, ring: { ...one.deployed.manifest.ring, servers } });
  });
  afterAll(() => ring.close());

  test("fails memcached/ring-shares: strange keys and a share that is too large", async () => {
    expectFailure(
      await runCheck(checks.ringShares, ring),
      /\d+ keys of other nodes/,
      /2000 keys \(/,
    );
  });

  test("fails memcached/node-stopped: the other address stops too", async () => {
    expectFailure(await runCheck(checks.nodeStopped, ring), "100 not, such as");
  });
});

describe("servers that deserve to fail", () => {
  const without =
    (...flags: string[]) =>
    (good: readonly string[]) =>
      good.filter((argument) => !flags.includes(argument));
  const binaryOr = (protocol: string, good: readonly string[]): string[] =>
    good.map((argument) => (argument === "binary" ? protocol : argument));

  async function onRing(
    options: Omit<TestRingOptions, "port" | "nodes">,
    use: (ring: TestRing) => Promise<void>,
  ): Promise<void> {
    const ring = await startTestRing({ port: PORT + 15, nodes: 1, ...options });
    try {
      await use(ring);
    } finally {
      await ring.close();
    }
  }

  test("login switched off", async () => {
    const open = (good: readonly string[]): string[] => binaryOr("auto", without("-S")(good));
    await onRing({ arguments: open }, async (ring) => {
      expectFailure(
        await runCheck(checks.noLogin, ring),
        "get without login: ok",
        "set without login: ok",
        "the intruder's key afterwards: ok",
      );
      expectFailure(await runCheck(checks.wrongPassword, ring), "a wrong password: unknownCommand");
      expectFailure(
        await runCheck(checks.afterRefusal, ring),
        "get after a bad login: ok",
        "set after two bad logins: ok",
      );
      expectFailure(await runCheck(checks.ascii, ring), "VALUE cf-smoke", "STORED", "VERSION");
      expectFailure(await runCheck(checks.access, ring), "MEMCACHED_LOGIN_REFUSED");
    });
  });

  test("a listener for ASCII, which asks for no login even with -S", async () => {
    const ascii = (good: readonly string[]): string[] =>
      good.map((argument) => (argument === "127.0.0.1" ? "proto[ascii]:127.0.0.1" : argument));
    await onRing({ arguments: ascii }, async (ring) => {
      expectFailure(await runCheck(checks.ascii, ring), "STORED");
    });
  });

  test("a listener without TLS", async () => {
    const clear = (good: readonly string[]): string[] =>
      good.map((argument) => (argument === "127.0.0.1" ? "notls:127.0.0.1" : argument));
    await onRing({ arguments: clear }, async (ring) => {
      expectFailure(await runCheck(checks.plaintext, ring), "binary version: ok");
      expectFailure(await runCheck(checks.certificate, ring), "own authority: ");
    });
  });

  test("a listener for UDP", async () => {
    const udp = (good: readonly string[]): string[] => {
      const open = binaryOr("auto", without("-S", "-Z")(good));
      return open.map((argument, i) => (open[i - 1] === "-U" ? String(PORT + 15) : argument));
    };
    await onRing({ arguments: udp }, async (ring) => {
      expectFailure(await runCheck(checks.udp, ring), "UDP version: answer");
    });
  });

  test("a certificate of another name", async () => {
    await onRing({ names: { dnsNames: ["elsewhere"] } }, async (ring) => {
      const wrong = "own authority: ERR_TLS_CERT_ALTNAME_INVALID";
      expectFailure(await runCheck(checks.certificate, ring), wrong);
      expectFailure(await runCheck(checks.access, ring), "MEMCACHED_CERTIFICATE_REFUSED");
    });
  });

  test("a certificate that is also good for a stranger's name", async () => {
    const names = { ipAddresses: ["127.0.0.1"], dnsNames: ["no-node.cachefort.invalid"] };
    await onRing({ names }, async (ring) => {
      expectFailure(await runCheck(checks.certificate, ring), "another name: verified");
    });
  });

  test("a certificate of another authority", async () => {
    const signer = await createTestAuthority("ring");
    await onRing({ signer }, async (ring) => {
      expectFailure(
        await runCheck(checks.certificate, ring),
        /own authority: (CERT_SIGNATURE_FAILURE|UNABLE_TO_VERIFY_LEAF_SIGNATURE)/,
      );
      expectFailure(await runCheck(checks.access, ring), "MEMCACHED_CERTIFICATE_REFUSED");
    });
  });
});
