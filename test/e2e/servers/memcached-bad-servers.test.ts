import { isForTarget } from "../../../smoke/check";
import * as checks from "../../../smoke/checks/memcached";
import { createTestAuthority } from "../../support/certificates";
import { expectFailure, runCheck, withManifest } from "../../support/memcached-check";
import { startTestRing, type TestRing, type TestRingOptions } from "../../support/memcached-ring";

const PORT = 21440;
/** A server that says nothing lets a check wait out its bounds. */
jest.setTimeout(30_000);

describe("a node that is down", () => {
  const quick = checks.memcachedChecks.filter(
    (check) => check.suite === "quick" && isForTarget(check, "host"),
  );

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

  test.each([
    ["TLSv1", 0],
    ["TLSv1.1", 1],
  ])("%s", async (version, number) => {
    const speaking = (good: readonly string[]): string[] => [
      ...good,
      "-o",
      `ssl_min_version=${number},ssl_ciphers=DEFAULT@SECLEVEL=0`,
    ];
    await onRing({ arguments: speaking }, async (ring) => {
      expectFailure(await runCheck(checks.oldTls, ring), `${version}: ${version} spoken`);
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
