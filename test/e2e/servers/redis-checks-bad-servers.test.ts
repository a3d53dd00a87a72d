import type { NodeFiles } from "../../../operate/host/node-files";
import { isForTarget } from "../../../smoke/check";
import * as checks from "../../../smoke/checks/redis";
import { createTestAuthority } from "../../support/certificates";
import { expectFailure, runOn } from "../../support/redis-check";
import { editFile } from "../../support/redis-node";
import {
  startTestCluster,
  type TestCluster,
  type TestClusterOptions,
  withManifest,
} from "../../support/redis-server";

const PORT = 21520;

/** Starts one node of a cluster and gives it a manifest that names no other. */
async function onNode(
  options: Omit<TestClusterOptions, "port" | "only" | "wait">,
  use: (cluster: TestCluster) => Promise<void>,
): Promise<void> {
  const cluster = await startTestCluster({
    ...options,
    port: PORT,
    props: { nodeTimeoutMs: 500 },
    only: ["0-0"],
    wait: "listening",
  });
  try {
    const { nodes, entrypoints } = cluster.deployed.manifest;
    const change = { nodes: nodes.slice(0, 1), entrypoints: entrypoints.slice(0, 1) };
    await use(withManifest(cluster, change));
  } finally {
    await cluster.close();
  }
}

describe("nothing listens", () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster({
      port: PORT + 10,
      props: { nodeTimeoutMs: 500 },
      only: [],
      wait: "listening",
    });
  });
  afterAll(() => cluster.close());

  const quick = checks.redisChecks.filter(
    (check) => check.suite === "quick" && isForTarget(check, "host"),
  );
  test.each(quick)("fails $id", async (check) => {
    expectFailure(await runOn(cluster, check), "ECONNREFUSED");
  });
});

describe("certificates", () => {
  test("of another name", async () => {
    const names = { commonName: "elsewhere", dnsNames: ["elsewhere"], ipAddresses: ["127.0.0.2"] };
    await onNode({ names: () => names }, async (node) => {
      const result = await runOn(node, checks.tlsNames);
      expectFailure(result, "own name: ERR_TLS_CERT_ALTNAME_INVALID");
    });
  });

  test("that are also good for a stranger's name", async () => {
    await onNode(
      { names: (good) => ({ ...good, dnsNames: ["no-node.cachefort.invalid"] }) },
      async (node) => {
        expectFailure(await runOn(node, checks.tlsNames), "another name: TLSv1.3");
      },
    );
  });

  test("of another authority, also one of the same name", async () => {
    const stranger = await createTestAuthority("cachefort test");
    const leaf = await stranger.issue({ ipAddresses: ["127.0.0.1"] });
    const files = (good: NodeFiles["conf"]): NodeFiles["conf"] => ({
      ...good,
      "ca.crt": stranger.certificate,
      "node.crt": leaf.certificate,
      "node.key": leaf.key,
    });
    await onNode({ files }, async (node) => {
      expectFailure(
        await runOn(node, checks.tlsWrongCa),
        /own authority: (CERT_SIGNATURE_FAILURE|SELF_SIGNED_CERT_IN_CHAIN)/,
      );
      expectFailure(await runOn(node, checks.tlsNames), "own name: ");
    });
  });
});

describe("old and no TLS", () => {
  const speaking = (protocols: string, ciphers: string) =>
    editFile("redis.conf", [
      'tls-protocols "TLSv1.2 TLSv1.3"',
      `tls-protocols "${protocols}"${ciphers}`,
    ]);
  const LOWEST_LEVEL = "\ntls-ciphers DEFAULT@SECLEVEL=0";

  test("TLS 1.1", async () => {
    const files = speaking("TLSv1.1 TLSv1.2", LOWEST_LEVEL);
    await onNode({ files }, async (node) => {
      const result = await runOn(node, checks.oldTls);
      expectFailure(result, "TLSv1.1: TLSv1.1 spoken");
      expect(result.evidence?.measured).not.toMatch("TLSv1: ");
    });
  });

  test("TLS 1.0", async () => {
    const files = speaking("TLSv1 TLSv1.1 TLSv1.2", LOWEST_LEVEL);
    await onNode({ files }, async (node) => {
      const result = await runOn(node, checks.oldTls);
      expectFailure(result, "TLSv1: TLSv1 spoken", "TLSv1.1: TLSv1.1 spoken");
    });
  });

  test("TLS 1.1 that only the library's security level keeps from being spoken", async () => {
    const files = speaking("TLSv1.1 TLSv1.2", "");
    await onNode({ files }, async (node) => {
      const alert = "ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR";
      const measured = `TLSv1.1: refused with another alert, ${alert}`;
      expectFailure(await runOn(node, checks.oldTls), measured);
    });
  });

  test("a data port in clear", async () => {
    const files = editFile(
      "redis.conf",
      [/^port 0$/m, `port ${PORT}`],
      [/^tls-port .*$/m, "tls-port 0"],
    );
    await onNode({ files }, async (node) => {
      expectFailure(
        await runOn(node, checks.plaintextRefused),
        "data port with TLS: ETIMEDOUT",
        'data port in clear: answered "-NOAUTH',
      );
      expectFailure(await runOn(node, checks.tlsNames), "own name: ETIMEDOUT");
    });
  });

  test("a bus in clear", async () => {
    const files = editFile("redis.conf", ["tls-cluster yes", "tls-cluster no"]);
    await onNode({ files }, async (node) => {
      expectFailure(
        await runOn(node, checks.plaintextRefused),
        "bus port with TLS: ",
        "bus port in clear: listening after 1000 ms",
      );
    });
  });
});

describe("commands", () => {
  test("that are not disabled, and keep their own name", async () => {
    const good = editFile(
      "redis.conf",
      ['rename-command FLUSHALL ""\n', ""],
      ['rename-command KEYS ""\n', ""],
    );
    const files = (conf: NodeFiles["conf"]): NodeFiles["conf"] =>
      editFile("secrets.conf", [/^rename-command CONFIG .*\n/m, ""])(good(conf));
    await onNode({ files }, async (node) => {
      const result = await runOn(node, checks.renamedCommands);
      expectFailure(result);
      const failures = result.evidence?.details?.["failures"];
      expect(failures).toEqual(
        expect.arrayContaining([
          expect.stringMatching(/as api: FLUSHALL: NOPERM$/),
          expect.stringMatching(/as api: KEYS: NOPERM$/),
          expect.stringMatching(/as cf-operator: CONFIG: known, arguments refused$/),
          expect.stringMatching(/as cf-operator: CONFIG by its secret name: unknown command$/),
          expect.stringMatching(/as api: CONFIG by its secret name: unknown command$/),
        ]),
      );
      expect(JSON.stringify(result)).not.toContain(node.commandName("CONFIG"));
    });
  });

  test("that anybody may call, on a server that belongs to nobody", async () => {
    const files = editFile("users.acl", [
      /^user default .*$/m,
      "user default on nopass ~* &* +@all",
    ]);
    await onNode({ files }, async (node) => {
      expectFailure(await runOn(node, checks.defaultUser), "PING without a login: an answer");
    });
  });
});

test("a cluster without a majority fails at once, by its own word", async () => {
  await onNode({}, async (node) => {
    const result = await runOn(node, checks.jsonValues);
    expectFailure(result, "as api: REDIS_UNREACHABLE", "the cluster says that it is not ok");
    expect(result.durationMs).toBeLessThan(10_000);
  });
});

describe("a server that is no cluster", () => {
  test("fails what clients and clusters need", async () => {
    const files = editFile("redis.conf", ["cluster-enabled yes", "cluster-enabled no"]);
    await onNode({ files }, async (node) => {
      for (const check of [checks.clusterState, checks.sharding, checks.hashTags]) {
        expectFailure(await runOn(node, check), "cluster support disabled");
      }
      expectFailure(await runOn(node, checks.plaintextRefused), "ECONNREFUSED");
    });
  });
});
