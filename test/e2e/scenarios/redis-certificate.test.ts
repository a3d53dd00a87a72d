import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type Redis from "ioredis";
import type { RedisManifest } from "../../../constructs/core/manifest";
import { parseClusterNodes } from "../../../constructs/redis/cluster-nodes";
import { SMOKE_USER } from "../../../constructs/redis/system-users";
import { certifyAgain } from "../../../constructs/tls/authority";
import { until } from "../../../operate/host/until";
import type { CheckContext } from "../../../smoke/check";
import { certificateExpired, clusterState } from "../../../smoke/checks/redis";
import { FileJournal } from "../../../smoke/journal/journal";
import { journalled } from "../../../smoke/journal/journalled-driver";
import { repair } from "../../../smoke/journal/repair";
import { expectIntact } from "../../support/intact-cluster";
import { expectFailure, expectInterrupted, expectPass, runOn } from "../../support/redis-check";
import { changedDriver } from "../../support/redis-faults";
import { startTestCluster, type TestCluster } from "../../support/redis-server";
import { settingsOf, withSetting } from "../../support/redis-setting";
import { journalFile } from "../../support/scratch-journal";

const PORT = 21900;
const SETTING = "tls-cert-file";

let cluster: TestCluster;
let settings: Record<string, Record<string, string>>;
beforeAll(async () => {
  cluster = await startTestCluster({ port: PORT });
  settings = await settingsOf(cluster, [SETTING]);
});
afterAll(() => cluster.close());
afterEach(async () => {
  await expectIntact(cluster);
  expect(await settingsOf(cluster, [SETTING])).toEqual(settings);
  for (const { id } of cluster.model.nodes) {
    expect(existsSync(conf(id, "cachefort-fault.crt"))).toBe(false);
  }
});

function conf(id: string, name: string): string {
  return join(cluster.deployed.directory, id, "conf", name);
}

/** The node that a line of progress names. */
function nodeIn(line: string): string {
  return /node (\d-\d)/.exec(line)?.[1] ?? "";
}

/** An open connection to each node, for whom nobody gets in later. */
async function operators(): Promise<{ of: (id: string) => Redis; close: () => void }> {
  const made = await Promise.all(
    cluster.model.nodes.map(async ({ id }) => [id, await cluster.operator(id)] as const),
  );
  const byId = new Map(made);
  return {
    of: (id) => {
      const found = byId.get(id);
      if (found === undefined) throw new Error(`no node ${id}`);
      return found;
    },
    close: () => made.forEach(([, node]) => node.disconnect()),
  };
}

/** A node's own certificate, over since yesterday. */
function expired(id: string): Promise<string> {
  const { secrets } = cluster;
  const key = readFileSync(join(secrets.directory, "ca.key"), "utf8");
  const authority = { certificate: secrets.authority(), key };
  const yesterday = new Date(Math.floor(Date.now() / 1000 - 86_400) * 1000);
  return certifyAgain(authority, secrets.keyPair("cluster", id).certificate, yesterday);
}

function ownCertificate(id: string): Promise<string> {
  return Promise.resolve(cluster.secrets.keyPair("cluster", id).certificate);
}

test("a certificate that runs out costs no connection and no write", async () => {
  const result = await runOn(cluster, certificateExpired, { seed: 81 });
  expectPass(result);
  expect(result.evidence).toMatchObject({
    measured: expect.stringMatching(
      /^seed 81 chose: certificate of node (\d-\d) expired; refused from its end on, after \d+ ms; new connections before its end: 6 nodes take them; whole for 3000 ms, cluster_state ok on each node; new connections after it: node \1 CERT_HAS_EXPIRED, 5 nodes take them; replicas of node \1 cut off from it get no new link; open connections dropped 0; new connections refused after the former certificate was set 0; replicas linked after \d+ ms; the same ids, owners and replicas as before; \d+ writes acknowledged, 0 failed, 0 unknown, 0 recovered, 0 lost; shard/,
    ),
    details: { seed: 81, writes: { failed: 0, unknown: 0, lost: [] } },
    exhibits: [
      { kind: "load", faults: [{}] },
      { kind: "writes", lost: 0 },
    ],
  });
  expect(result.logs?.map(({ text }) => text).join()).toMatch(
    /certificate (verify failed|expired)/,
  );
  expect(JSON.stringify(result)).not.toContain("PRIVATE KEY");
});

test("links of replicas are left alone where a primary refuses writes without them", async () => {
  await withSetting(cluster, { "min-replicas-to-write": "1" }, async () => {
    const result = await runOn(cluster, certificateExpired, { seed: 89 });
    expectPass(result);
    expect(result.evidence?.measured).toContain("links of replicas left alone");
    expect(result.evidence?.measured).not.toContain("cut off");
    expect(result.evidence).toMatchObject({ details: { writes: { failed: 0, unknown: 0 } } });
  });
});

test("a target that lays no certificate is told", async () => {
  const driver = changedDriver(cluster.driver, { layCertificate: undefined });
  expect(await runOn({ ...cluster, driver }, certificateExpired)).toMatchObject({
    status: "skip",
    reason: "not on this target: host lays no certificate",
  });
});

test("one that does not run out deserves to fail", async () => {
  const driver = changedDriver(cluster.driver, {
    layCertificate: async (ref) =>
      (await cluster.driver.layCertificate?.(
        ref,
        cluster.secrets.keyPair("cluster", ref).certificate,
      )) ?? "",
  });
  const result = await runOn({ ...cluster, driver }, certificateExpired, { seed: 82 });
  expectFailure(
    result,
    "refused from its end on, after never, bound at most 1000 ms",
    /new connection after it, node \d-\d: TLSv1\.3/,
    /linked again with an expired certificate: \d-\d/,
  );
});

test("one that ends open connections deserves to fail", async () => {
  const open = await operators();
  try {
    const result = await runOn(cluster, certificateExpired, {
      seed: 83,
      progress: (line) => {
        if (!line.endsWith("has run out")) return;
        void open.of(nodeIn(line)).call("CLIENT", "KILL", "USER", SMOKE_USER);
      },
    });
    expectFailure(result, /open connections dropped [1-9]\d*, bound at most 0/);
  } finally {
    open.close();
  }
});

test("one that keeps the harness itself out deserves to fail, and is undone by a restart", async () => {
  const open = await operators();
  const stop = jest.fn((ref: string) => cluster.driver.stop(ref));
  try {
    const result = await runOn(
      { ...cluster, driver: changedDriver(cluster.driver, { stop }) },
      certificateExpired,
      {
        seed: 84,
        progress: (line) => {
          if (!line.endsWith("has run out")) return;
          void open.of(nodeIn(line)).call("CLIENT", "KILL", "USER", "cf-operator");
        },
      },
    );
    expectFailure(result, /^127\.0\.0\.1:\d+: Connection is closed/);
    expect(stop).toHaveBeenCalledTimes(1);
  } finally {
    open.close();
  }
});

test("one that runs out on another node as well deserves to fail", async () => {
  const open = await operators();
  const config = cluster.commandName("CONFIG");
  const other = (line: string): string => (nodeIn(line).startsWith("0-") ? "1-0" : "0-0");
  const set = async (id: string, text: string | undefined): Promise<void> => {
    const path = text === undefined ? undefined : await cluster.driver.layCertificate?.(id, text);
    await open.of(id).call(config, "SET", SETTING, path ?? settings[id]?.[SETTING] ?? "");
    if (path === undefined) await cluster.driver.removeCertificate?.(id);
  };
  const done: Promise<void>[] = [];
  try {
    const result = await runOn(cluster, certificateExpired, {
      seed: 85,
      progress: (line) => {
        const id = other(line);
        if (line.endsWith("has run out")) done.push(expired(id).then((text) => set(id, text)));
        if (line.startsWith("the former certificate")) done.push(set(id, undefined));
      },
    });
    await Promise.all(done);
    expectFailure(result, /^new connection after it, node [01]-0: CERT_HAS_EXPIRED$/);
  } finally {
    open.close();
  }
});

test("a former certificate that has run out meanwhile deserves to fail", async () => {
  const open = await operators();
  const config = cluster.commandName("CONFIG");
  let mended: Promise<unknown> | undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    const result = await runOn(cluster, certificateExpired, {
      seed: 86,
      progress: (line) => {
        const id = nodeIn(line);
        if (line.endsWith("has run out")) {
          void expired(id).then((text) => writeFileSync(conf(id, "node.crt"), text));
        }
        if (!line.startsWith("the former certificate")) return;
        timer = setTimeout(() => {
          writeFileSync(conf(id, "node.crt"), cluster.secrets.keyPair("cluster", id).certificate);
          // A path that it does not have yet makes the server read the file.
          const path = settings[id]?.[SETTING] ?? "";
          const detour = path.replace("/conf/", "/conf/./");
          const node = open.of(id);
          mended = node
            .call(config, "SET", SETTING, detour)
            .then(() => node.call(config, "SET", SETTING, path));
        }, 4000);
      },
    });
    await mended;
    expectFailure(
      result,
      "new connections refused after the former certificate was set 20, bound at most 0",
      /replicas linked after \d{4,} ms, bound at most 2500 ms/,
    );
  } finally {
    clearTimeout(timer);
    open.close();
  }
});

test.each(["a certificate that runs out", "has run out", "cutting the links"])(
  "an interruption is undone: %s",
  async (moment) => {
    const abort = new AbortController();
    const result = await runOn(cluster, certificateExpired, {
      seed: 87,
      signal: abort.signal,
      progress: (line) => {
        if (line.includes(moment)) setTimeout(() => abort.abort(), 300);
      },
    });
    expectInterrupted(result);
  },
);

test.each([
  ["with one that has run out it stays lost", expired, true],
  ["with a valid one it is back", ownCertificate, false],
])("a node that was lost to the bus: %s", async (_, certificate, isLost) => {
  const open = await operators();
  const config = cluster.commandName("CONFIG");
  const [id, other] = ["0-0", "1-0"];
  const isFailed = async (): Promise<boolean> => {
    const lines = parseClusterNodes(String(await open.of(other).call("CLUSTER", "NODES")));
    return lines.some(({ flags, port }) => port === PORT && flags.includes("fail"));
  };
  try {
    const path = await cluster.driver.layCertificate?.(id, await certificate(id));
    await open.of(id).call(config, "SET", SETTING, path ?? "");
    // Links without an answer for half a node timeout are dropped.
    await cluster.driver.pause(id);
    expect(await until(10_000, isFailed)).toBe(true);
    await cluster.driver.resume(id);
    // `clearNodeFailureIfNeeded` takes a primary that kept its slots back after 2 × node timeout.
    await sleep(2 * cluster.deployed.manifest.nodeTimeoutMs + 1500);
    expect(await isFailed()).toBe(isLost);
  } finally {
    await cluster.driver.resume(id);
    await open.of(id).call(config, "SET", SETTING, settings[id]?.[SETTING] ?? "");
    await cluster.driver.removeCertificate?.(id);
    open.close();
  }
  const isWhole = async (): Promise<boolean> =>
    (await runOn(cluster, clusterState)).status === "pass";
  expect(await until(20_000, isWhole)).toBe(true);
});

test.each([
  ["before the certificate has run out", "a certificate that runs out", false],
  ["after it, when nobody gets in", "has run out", true],
])("the next run undoes what one that crashed has left: %s", async (_, moment, isRestarted) => {
  const journal = new FileJournal(journalFile());
  const { deployed } = cluster;
  const abort = new AbortController();
  const undos: (() => Promise<void>)[] = [];
  const context: CheckContext<RedisManifest> = {
    deployed,
    journal,
    driver: journalled(cluster.driver, journal, deployed.manifest),
    runId: "crashed0",
    seed: 88,
    signal: abort.signal,
    onExit: (undo) => void undos.push(undo),
    progress: (line) => {
      if (line.includes(moment)) setTimeout(() => abort.abort(), 500);
    },
  };
  await expect(certificateExpired.run(context)).rejects.toThrow();
  expect(journal.entries()).toMatchObject([
    { kind: "node", state: "with another certificate" },
    { kind: "setting", parameter: SETTING },
  ]);
  expect(JSON.stringify(journal.entries())).not.toContain("-----BEGIN");

  const start = jest.fn((ref: string) => cluster.driver.start(ref));
  const lines: string[] = [];
  await repair(journal, {
    deployed: [deployed],
    driverFor: () => changedDriver(cluster.driver, { start }),
    progress: (line) => void lines.push(line),
  });
  expect(lines.map((line) => line.replace(/^.*left: /, ""))).toEqual([
    expect.stringMatching(/^node \d-0 of cluster with another certificate$/),
    expect.stringMatching(/^tls-cert-file of node \d-0 of cluster$/),
  ]);
  expect(start).toHaveBeenCalledTimes(isRestarted ? 1 : 0);
  expect(journal.entries()).toEqual([]);
  await endAll(undos);
});

/** Ends what the crash would have ended: connections and the load. */
async function endAll(undos: readonly (() => Promise<void>)[]): Promise<void> {
  for (const undo of [...undos].reverse()) await undo();
}
