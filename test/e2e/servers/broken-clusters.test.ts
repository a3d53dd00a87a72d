import type { RedisManifest } from "../../../constructs/core/manifest";
import type { Check } from "../../../smoke/check";
import * as memcached from "../../../smoke/checks/memcached";
import * as checks from "../../../smoke/checks/redis";
import { createTestAuthority } from "../../support/certificates";
import { runCheck } from "../../support/memcached-check";
import { startTestRing } from "../../support/memcached-ring";
import { expectFailure, expectPass, runOn } from "../../support/redis-check";
import { editFile, type TestNodeOptions } from "../../support/redis-node";
import {
  startTestCluster,
  type TestCluster,
  type TestClusterOptions,
  withManifest,
} from "../../support/redis-server";

const PORT = 21_454;
const RING_PORT = 21_466;
/** Variable that holds the authority of an expired certificate. */
const AUTHORITY = "CACHEFORT_TEST_BROKEN_AUTHORITY";
/** A whole cluster in which one node is not as it should be. */
const ODD = "2-1";

/** What has to find a cluster that is broken in one way, and what the hint has to name. */
interface Finding {
  readonly what: string;
  readonly check: Check<RedisManifest>;
  readonly measured: RegExp;
  readonly hint: RegExp;
}

type Ask = (node: string, ...words: [string, ...string[]]) => Promise<unknown>;

/** Broken while it runs, by what the operator may do. */
const live: readonly (Finding & {
  readonly breaks: (ask: Ask) => Promise<void>;
})[] = [
  {
    what: "a replica is detached",
    check: checks.clusterState,
    measured: /knows 1 of 6 nodes|sees? different owners|is not ok/,
    hint: /^node 0-1 is detached, it knows no other node: .*CLUSTER MEET/,
    breaks: async (ask) => void (await ask("0-1", "CLUSTER", "RESET", "SOFT")),
  },
  {
    what: "slots are lost",
    check: checks.clusterState,
    measured: /./,
    hint: /^3 slots from 7 on have no owner as node \S+ sees it: .* redis-cli --cluster fix$/,
    breaks: async (ask) => {
      for (const node of ["0-0", "1-0", "2-0", "0-1", "1-1", "2-1"]) {
        await ask(node, "CLUSTER", "DELSLOTS", "7", "8", "9");
      }
    },
  },
  {
    what: "a shard has no replica",
    check: checks.clusterState,
    measured: /:\d+ has [02] of 1 replicas/,
    hint: /^the shard of 0-0 lacks a replica, one follows 1-0 instead: CLUSTER REPLICATE/,
    breaks: async (ask) => {
      const id = String(await ask("1-0", "CLUSTER", "MYID"));
      await ask("0-1", "CLUSTER", "REPLICATE", id);
    },
  },
  {
    what: "a user is too powerful",
    check: checks.acl,
    measured: new RegExp(`node ${ODD} .*: report`),
    hint: /ACL LIST of the node with its users\.acl/,
    breaks: async (ask) => void (await ask(ODD, "ACL", "SETUSER", "report", "+set", "~*")),
  },
];

const odd = (change: NonNullable<TestNodeOptions["files"]>): Pick<TestClusterOptions, "files"> => ({
  files: (good, node) => (node.id === ODD ? change(good, node) : good),
});

/** Broken by how one node was configured. */
const configured: readonly (Finding & {
  readonly options: Partial<TestClusterOptions>;
})[] = [
  {
    what: "a plaintext port",
    check: checks.plaintextRefused,
    measured: new RegExp(`node ${ODD} .*: it listens in clear on port ${PORT + 15}`),
    hint: /redis\.conf must say port 0/,
    options: odd(editFile("redis.conf", [/^port 0$/m, `port ${PORT + 15}`])),
  },
  {
    what: "a weak floor of TLS",
    check: checks.oldTls,
    measured: new RegExp(`node ${ODD} .*: TLSv1.1: TLSv1.1 spoken`),
    hint: /tls-protocols of Redis/,
    options: odd(
      editFile("redis.conf", [
        'tls-protocols "TLSv1.2 TLSv1.3"',
        'tls-protocols "TLSv1.1 TLSv1.2"\ntls-ciphers DEFAULT@SECLEVEL=0',
      ]),
    ),
  },
  {
    what: "a certificate of a wrong name",
    check: checks.tlsNames,
    measured: new RegExp(`node ${ODD} .*: own name: ERR_TLS_CERT_ALTNAME_INVALID`),
    hint: /where the name is refused, the certificate lacks a name or address/,
    options: {
      names: (good, { id }) => (id === ODD ? { ...good, ipAddresses: ["127.0.0.2"] } : good),
      wait: "listening",
    },
  },
  {
    what: "a command that one node has not renamed",
    check: checks.renamedCommands,
    measured: new RegExp(`node ${ODD} .*: as cf-operator: CONFIG: known`),
    hint: /rename-command in redis\.conf and secrets\.conf/,
    options: odd(editFile("secrets.conf", [/^rename-command CONFIG .*\n/m, ""])),
  },
  {
    what: "no limit of memory",
    check: checks.memoryLimit,
    measured: new RegExp(`node ${ODD} .*: no maxmemory`),
    hint: /out-of-memory killer/,
    options: odd(editFile("redis.conf", [/^maxmemory .*$/m, "maxmemory 0"])),
  },
  {
    what: "a wrong address that a node announces",
    check: checks.clusterState,
    measured: new RegExp(
      `node ${ODD} announces 127\\.0\\.0\\.9:\\d+, deployed as 127\\.0\\.0\\.1:`,
    ),
    hint: new RegExp(`^node ${ODD} announces 127\\.0\\.0\\.9:\\d+, where no node was deployed`),
    options: {
      ...odd(
        editFile("redis.conf", [/^cluster-announce-ip .*$/m, "cluster-announce-ip 127.0.0.9"]),
      ),
    },
  },
];

async function withCluster(
  options: Partial<TestClusterOptions>,
  use: (cluster: TestCluster) => Promise<void>,
): Promise<void> {
  const cluster = await startTestCluster({
    port: PORT,
    props: { nodeTimeoutMs: 1000 },
    ...options,
  });
  try {
    await use(cluster);
  } finally {
    await cluster.close();
  }
}

async function expectFound(
  cluster: TestCluster,
  { check, hint, measured }: Finding,
): Promise<void> {
  expect(await runOn(cluster, check)).toMatchObject({
    status: "fail",
    evidence: { measured: expect.stringMatching(measured) },
    hint: expect.stringMatching(hint),
  });
}

test.each(live)("$what", async ({ breaks, ...finding }) => {
  await withCluster({}, async (cluster) => {
    expectPass(await runOn(cluster, finding.check));
    const ask: Ask = async (id, ...words) => {
      const node = await cluster.operator(id);
      try {
        return await node.call(...words);
      } finally {
        node.disconnect();
      }
    };
    await breaks(ask);
    await expectFound(cluster, finding);
  });
});

test.each(configured)("$what", async ({ options, ...finding }) => {
  await withCluster(options, async (cluster) => {
    await expectFound(cluster, finding);
  });
});

test("no limit of memory, and nothing else, fails redis/memory-limit", async () => {
  const files = odd(editFile("redis.conf", [/^maxmemory .*$/m, "maxmemory 0"]));
  await withCluster(files, async (cluster) => {
    expectFailure(await runOn(cluster, checks.memoryLimit), "no maxmemory");
    expectPass(await runOn(cluster, checks.clusterState));
  });
});

test("an expired certificate", async () => {
  const authority = await createTestAuthority("cachefort test");
  const leaf = await authority.issue({ ipAddresses: ["127.0.0.1"] }, { lifetimeMs: -60_000 });
  const options: Partial<TestClusterOptions> = {
    only: ["0-0"],
    wait: "listening",
    files: (good) => ({
      ...good,
      "ca.crt": authority.certificate,
      "node.crt": leaf.certificate,
      "node.key": leaf.key,
    }),
  };
  await withCluster(options, async (cluster) => {
    const { nodes, tls } = cluster.deployed.manifest;
    process.env[AUTHORITY] = authority.certificate;
    const ca = { trusted: [{ env: AUTHORITY }] };
    const changed = withManifest(cluster, { nodes: nodes.slice(0, 1), tls: { ...tls, ca } });
    await expectFound(changed, {
      what: "an expired certificate",
      check: checks.tlsNames,
      measured: /own name: CERT_HAS_EXPIRED/,
      hint: /where it has expired, issue a new one/,
    });
  });
});

test("a listener for ASCII", async () => {
  const ring = await startTestRing({
    port: RING_PORT,
    nodes: 1,
    arguments: (good) =>
      good.map((argument) => (argument === "127.0.0.1" ? "proto[ascii]:127.0.0.1" : argument)),
  });
  try {
    const outcome = await runCheck(memcached.ascii, ring);
    expect(outcome).toMatchObject({ passed: false });
    expect(JSON.stringify(outcome)).toMatch(/STORED/);
  } finally {
    await ring.close();
  }
});
