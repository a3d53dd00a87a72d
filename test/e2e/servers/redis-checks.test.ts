import { readAuthority } from "../../../clients/manifest-file";
import { until } from "../../../operate/host/until";
import { isForTarget } from "../../../smoke/check";
import * as checks from "../../../smoke/checks/redis";
import { matchesGlob } from "../../../smoke/checks/redis/glob";
import { tlsWrongCaCheck } from "../../../smoke/checks/redis/tls-wrong-ca";
import {
  expectFailure,
  expectInterrupted,
  expectNoKeys,
  expectPass,
  keysLeft,
  runOn,
  withAcl,
} from "../../support/redis-check";
import { startTestCluster, type TestCluster, withManifest } from "../../support/redis-server";

const PORT = 21500;
/** Milliseconds in which a check must have written its first key. */
const SEEN_MS = 10_000;
const quick = checks.redisChecks.filter(
  (check) => check.suite === "quick" && isForTarget(check, "host"),
);

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster({ port: PORT, props: { nodeTimeoutMs: 1000 } });
});
afterAll(() => cluster.close());

describe("a cluster as the kit deploys it", () => {
  test.each(quick)("passes $id; no key stays, no secret shows", async (check) => {
    const result = await runOn(cluster, check);
    expectPass(result);
    await expectNoKeys(cluster);
    expectNoSecret(result);
  });

  test("an interrupted redis/sharding leaves no key", async () => {
    const abort = new AbortController();
    const run = runOn(cluster, checks.sharding, { signal: abort.signal });
    await until(SEEN_MS, async () => Math.max(...(await keysLeft(cluster))) > 0);
    abort.abort();
    expectInterrupted(await run);
    await expectNoKeys(cluster);
  });

  test("ids are unique and say the kind", () => {
    const ids = checks.redisChecks.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, kind } of checks.redisChecks) {
      expect(id).toMatch(/^redis\/[a-z-]+$/);
      expect(kind).toBe("redis-cluster");
    }
  });

  test("json-values is skipped where nobody writes, or no key is surely unused", async () => {
    const { users } = cluster.deployed.manifest;
    const readers = users.filter(({ role }) => role !== "readWrite");
    const fixed = users.map((user) => ({ ...user, keys: ["settings"] }));
    for (const [without, reason] of [
      [readers, /no readWrite user/],
      [fixed, /key pattern with `\*`/],
    ] as const) {
      const result = await runOn(withManifest(cluster, { users: without }), checks.jsonValues);
      expect(result).toMatchObject({ status: "skip", reason: expect.stringMatching(reason) });
    }
  });
});

/** Corners of the rule, each pattern against each text. */
const PATTERNS = [
  ...["*", "a*c", "a?c", "[a-c]x", "[c-a]x", "[^a]x", "[!a]x", "[]x", "[^]x", "[a", "[a-]x]"],
  ...["\\*", "[\\]]x", "[\\a-z]x", "a**", "(a|b)+", "a.c", "a\\", "[a-", "{a}*"],
];
const TEXTS = [
  ...[
    "abc",
    "ac",
    "a",
    "ax",
    "bx",
    "zx",
    "!x",
    "-x",
    "]x",
    "*",
    "x",
    "(a|b)+",
    "a.c",
    "a\\",
    "{a}1",
  ],
  ...["Zx", "[x", "\\x", "aab"],
];

test("matchesGlob reads patterns as the engine does", async () => {
  const node = await cluster.operator("0-0");
  try {
    for (const pattern of PATTERNS) {
      await node.call("ACL", "SETUSER", "probe", "reset", "+get", `~${pattern}`);
      for (const text of TEXTS) {
        const answer = await node.call("ACL", "DRYRUN", "probe", "GET", text);
        expect({ pattern, text, matches: matchesGlob(pattern, text) }).toEqual({
          pattern,
          text,
          matches: answer === "OK",
        });
      }
    }
  } finally {
    await node.acl("DELUSER", "probe");
    node.disconnect();
  }
});

describe("deserves to fail when the manifest is wrong:", () => {
  test("a newer TLS is promised than is kept", async () => {
    const { tls } = cluster.deployed.manifest;
    const wrong = withManifest(cluster, { tls: { ...tls, minVersion: "TLSv1.3" } });
    expectFailure(await runOn(wrong, checks.oldTls), "TLSv1.2: TLSv1.2 spoken");
  });

  test("an authority that should be a stranger did sign", async () => {
    const trusted = tlsWrongCaCheck((own) => Promise.resolve(own ?? ""));
    expect(readAuthority(cluster.deployed)).toContain("BEGIN CERTIFICATE");
    expectFailure(await runOn(cluster, trusted), "another authority: TLSv1.3");
  });

  test("more replicas", async () => {
    const { topology } = cluster.deployed.manifest;
    const wrong = withManifest(cluster, { topology: { ...topology, replicasPerShard: 2 } });
    expectFailure(await runOn(wrong, checks.clusterState), "has 1 of 2 replicas");
  });

  test("fewer nodes", async () => {
    const { nodes } = cluster.deployed.manifest;
    const wrong = withManifest(cluster, { nodes: nodes.slice(0, 2) });
    expectFailure(await runOn(wrong, checks.clusterState), "knows 6 of 2 nodes");
    expectFailure(await runOn(wrong, checks.sharding), "10922 slots owned by nodes");
  });

  test("a command that is not disabled", async () => {
    const wrong = withManifest(cluster, { renamedCommands: [{ command: "LASTSAVE", as: null }] });
    expectFailure(
      await runOn(wrong, checks.renamedCommands),
      "as cf-operator: LASTSAVE: known, arguments refused",
    );
  });
});

describe("deserves to fail when one node has other grants:", () => {
  test.each([
    ["a user may read others' keys", "api", ["allkeys"], /as api: GET .* instead of NOPERM/],
    ["a user hears others' channels", "api", ["allchannels"], /SUBSCRIBE .* an answer instead/],
    ["a user counts all keys", "report", ["+dbsize"], "as report: DBSIZE: an answer instead"],
    ["a reader writes", "report", ["+set", "~session:*"], /as report: SET session:/],
    ["a user cannot read", "api", ["-get"], /as api: GET session:.*: NOPERM/],
    ["a user has no channel", "api", ["resetchannels"], /as api: SUBSCRIBE session:.*: NOPERM/],
    ["a user is off", "report", ["off"], "as report: 127.0.0.1:21500: WRONGPASS"],
    ["health checks see clients", "cf-health", ["+client|list"], "as cf-health: CLIENT LIST"],
    ["metrics lack the slow log", "cf-metrics", ["-slowlog|len"], "as cf-metrics: SLOWLOG LEN"],
    ["replication reads keys", "cf-replica", ["+get", "allkeys"], "as cf-replica: GET cf-smoke"],
    ["the operator reads keys", "cf-operator", ["+get", "allkeys"], "as cf-operator: GET cf-sm"],
  ])("%s", async (_title, user, rules, measured) => {
    await withAcl(cluster, ["0-0"], user, rules, async () => {
      const result = await runOn(cluster, checks.acl);
      expectFailure(result, "node 0-0 (127.0.0.1:21500): ", measured);
      expectNoSecret(result);
    });
  });

  test("`default` needs no password", async () => {
    await withAcl(cluster, ["1-1"], "default", ["on", "nopass", "+@all"], async () => {
      const result = await runOn(cluster, checks.defaultUser);
      expectFailure(result, "node 1-1 (127.0.0.1:21504): PING without a login: an answer");
    });
  });

  test("`default` has a password that everybody knows", async () => {
    await withAcl(cluster, ["1-1"], "default", ["on", ">foobared", "+ping"], async () => {
      const result = await runOn(cluster, checks.defaultUser);
      expectFailure(result, "AUTH default: an answer", "PING after refused logins: an answer");
    });
  });

  test("an application may call a renamed command", async () => {
    await withAcl(cluster, ["2-0"], "api", ["+config"], async () => {
      const result = await runOn(cluster, checks.renamedCommands);
      expectFailure(result, "as api: CONFIG by its secret name: executed");
      expectNoSecret(result);
    });
  });

  test("the operator may not call a renamed command", async () => {
    await withAcl(cluster, ["2-0"], "cf-operator", ["-config", "-bgsave"], async () => {
      const result = await runOn(cluster, checks.renamedCommands);
      expectFailure(
        result,
        "as cf-operator: CONFIG by its secret name: NOPERM",
        "as cf-operator: BGSAVE by its secret name: NOPERM",
      );
      expectNoSecret(result);
    });
  });

  test("an application user lacks TTL", async () => {
    await withAcl(cluster, ["0-0", "1-0", "2-0"], "api", ["-ttl"], async () => {
      expectFailure(await runOn(cluster, checks.jsonValues), "as api: through the client: NOPERM");
    });
    await expectNoKeys(cluster);
  });

  test("a replica refuses instead of redirecting", async () => {
    await withAcl(cluster, ["0-1"], "cf-smoke", ["-exists"], async () => {
      expectFailure(
        await runOn(cluster, checks.sharding),
        /node 0-1 .*: 0 of 100 strange keys redirected, such as NOPERM .* instead of MOVED/,
      );
    });
    await expectNoKeys(cluster);
  });

  test("the engine's slot of a key is not to be had", async () => {
    await withAcl(cluster, ["0-0"], "cf-smoke", ["-cluster|keyslot"], async () => {
      const measured = /slot of cf-smoke:.*: NOPERM .* instead of \d+/;
      expectFailure(await runOn(cluster, checks.hashTags), measured);
    });
  });

  test("the harness cannot read many keys at once", async () => {
    await withAcl(cluster, ["0-0", "1-0", "2-0"], "cf-smoke", ["-mget"], async () => {
      expectFailure(await runOn(cluster, checks.hashTags), "through the client: NOPERM");
    });
    await expectNoKeys(cluster);
  });
});

describe("deserves to fail when", () => {
  test("a slot has no owner", async () => {
    const node = await cluster.operator("0-0");
    try {
      await node.call("CLUSTER", "DELSLOTS", 0);
      expectFailure(await runOn(cluster, checks.clusterState), "see different owners");
      expectFailure(await runOn(cluster, checks.sharding), "16383 slots owned by nodes");
      expectFailure(await runOn(cluster, checks.hashTags), "16383 slots owned by nodes");
    } finally {
      await node.call("CLUSTER", "ADDSLOTS", 0);
      node.disconnect();
    }
    expectPass(await runOn(cluster, checks.clusterState));
  });

  test("a replica may not log in", async () => {
    await withAcl(cluster, ["0-0"], "cf-replica", ["off"], async () => {
      const node = await cluster.operator("0-0");
      await node.client("KILL", "TYPE", "REPLICA");
      node.disconnect();
      expectFailure(await runOn(cluster, checks.clusterState), "replica 0-1 has no link");
    });
    expectPass(await relinked());
  });

  test("a primary loses keys", async () => {
    const node = await cluster.operator("2-0");
    const config = (...pairs: string[]) =>
      node.call(cluster.commandName("CONFIG"), "SET", ...pairs);
    try {
      // The backlog counts as used memory; while it grows, evictions would free too little.
      await config("repl-backlog-size", "16kb");
      const used = Number(/used_memory:(\d+)/.exec(await node.info("memory"))?.[1]);
      const limit = String(used + 400 * 1024);
      await config("maxmemory", limit, "maxmemory-policy", "allkeys-random");
      expectFailure(
        await runOn(cluster, checks.sharding),
        /node 2-0 .*: [1-9]\d* of \d+ keys missing/,
        /node 2-0 .*: \d+ keys, expected \d+ to \d+/,
      );
    } finally {
      await config("maxmemory", "256mb", "maxmemory-policy", "volatile-lru");
      await config("repl-backlog-size", "1mb");
      node.disconnect();
    }
    await expectNoKeys(cluster);
  });
});

/** A replica that was refused tries again every second. */
async function relinked() {
  for (let attempt = 0; ; attempt++) {
    const result = await runOn(cluster, checks.clusterState);
    if (result.status === "pass" || attempt === 3) return result;
  }
}

function expectNoSecret(result: unknown): void {
  const text = JSON.stringify(result);
  const { manifest } = cluster.deployed;
  for (const { name } of manifest.users) {
    expect(text).not.toContain(cluster.secrets.password(manifest.name, name));
  }
  for (const { command, as } of manifest.renamedCommands) {
    if (as !== null) expect(text.toLowerCase()).not.toContain(cluster.commandName(command));
  }
}
