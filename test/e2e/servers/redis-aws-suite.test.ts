import { inspect } from "node:util";
import { withSecrets } from "../../../clients/secrets/managed-secrets";
import { isRestricted } from "../../../constructs/redis/aws/restricted-commands";
import { slotRanges } from "../../../constructs/redis/slots";
import { RenamedCommands } from "../../../constructs/redis/renamed-commands";
import { memberName } from "../../../constructs/redis/aws/members";
import type { RedisNode } from "../../../constructs/redis/topology";
import { isForTarget } from "../../../smoke/check";
import type { RedisManifest } from "../../../constructs/core/manifest";
import { redisChecks } from "../../../smoke/checks/redis";
import { connectNode } from "../../../clients/redis/node-connection";
import { AwsDriver } from "../../../smoke/faults/aws";
import { findNodes } from "../../../smoke/find-nodes";
import { RedisSession } from "../../../smoke/probes/redis-session";
import { selectChecks } from "../../../smoke/selection";
import { AWS_PASSWORD, withAwsUsers } from "../../support/aws-users";
import { FakeSecretsManager } from "../../support/fake-secrets-manager";
import { FakeAws } from "../../support/aws-api/fake-aws";
import { FakeElastiCache } from "../../support/aws-api/fake-elasticache";
import { freezeDate } from "../../support/frozen-date";
import { callEachNode } from "../../support/iam-cluster";
import { nameThisMachine } from "../../support/named-hosts";
import { expectFailure, expectNoKeys, expectPass, runOn } from "../../support/redis-check";
import { startTestCluster, type TestCluster, withManifest } from "../../support/redis-server";
import { suiteOn } from "../../support/suite";

const onAws = redisChecks.filter(
  (check) => isForTarget(check, "aws") && check.skippedOn?.aws === undefined,
);
const skipped = selectChecks(redisChecks, { suite: "standard" }).filter(
  ({ skippedOn }) => skippedOn?.aws !== undefined,
);

const DOMAIN = "sessions.cache.test";

/** What ElastiCache would name a node. */
function hostOf({ shard, id }: RedisNode): string {
  return `${memberName("prod-sessions", shard, Number(id.split("-")[1]))}.${DOMAIN}`;
}

/** A service that tells of failovers: nothing fails, and nobody may be asked for what it restricts. */
const cache = new FakeElastiCache({
  id: "prod-sessions",
  slots: slotRanges(3).map(({ first, last }) => `${first}-${last}`),
});

let fake: FakeSecretsManager;
let aws: FakeAws;
let started: TestCluster;
/** Its manifest names no address of a node, as no plan knows one. */
let hidden: TestCluster;
/** Its nodes are found. */
let cluster: TestCluster;

beforeAll(async () => {
  fake = await FakeSecretsManager.start(21_879);
  aws = await FakeAws.start({ elasticache: cache.actions });
  started = await startTestCluster({
    port: 21_870,
    // What ElastiCache restricts answers here by its own name, so that each call of it is counted.
    props: { renamedCommands: RenamedCommands.of({ disabled: ["KEYS", "SWAPDB"], renamed: [] }) },
    // Clients are told names, and `CLUSTER NODES` shows addresses.
    files: (good, node) => ({
      ...good,
      "redis.conf": `${good["redis.conf"]}
cluster-announce-hostname ${hostOf(node)}
cluster-preferred-endpoint-type hostname
`,
    }),
    names: ({ dnsNames, ...good }, node) => ({
      ...good,
      dnsNames: [...dnsNames, hostOf(node), `clustercfg.${DOMAIN}`],
    }),
  });
  nameThisMachine(DOMAIN);
  // All tokens are of one moment: the servers know the hash of each.
  freezeDate(Date.now());
  const users = await withAwsUsers(started, fake);
  hidden = withManifest(users, {
    entrypoints: [{ host: `clustercfg.${DOMAIN}`, port: 21_870 }],
    nodes: users.deployed.manifest.nodes.map(({ id, ref, shard }) => ({ id, ref, shard })),
    renamedCommands: ["KEYS", "SWAPDB", "DEBUG", "SAVE"].map((command) => ({ command, as: null })),
  });
  hidden = {
    ...hidden,
    driver: new AwsDriver({ region: "eu-central-1", everyMs: 100 }),
    deployed: await withSecrets(hidden.deployed),
  };
  const { manifest, ...place } = await findNodes(hidden.deployed);
  cluster = { ...hidden, deployed: { ...place, manifest: manifest as RedisManifest } };
});
afterAll(async () => {
  jest.useRealTimers();
  expect([...fake.refused, ...aws.refused]).toEqual([]);
  // By the suite, and by the check alone.
  expect(aws.countOf("TestFailover")).toBe(2);
  await started.close();
  await aws.close();
  await fake.close();
});

/** How often commands that ElastiCache restricts were called, refused or not, but for those of the test. */
async function restrictedCalls(): Promise<Record<string, number>> {
  const infos = (await callEachNode(cluster, "INFO", "commandstats")).map(String);
  const calls: Record<string, number> = {};
  for (const line of infos.flatMap((info) => info.split("\r\n"))) {
    const [, command = "", figures = ""] = /^cmdstat_([^:]+):(.*)$/.exec(line) ?? [];
    if (!isRestricted(command)) continue;
    const count = [...figures.matchAll(/(?:^|,)(?:calls|rejected_calls)=(\d+)/g)];
    calls[command] = count.reduce((sum, [, n]) => sum + Number(n), calls[command] ?? 0);
  }
  return calls;
}

function isDryRun(command: string, what: string | number | undefined): boolean {
  return command === "ACL" && what === "DRYRUN";
}

/** What `ACL DRYRUN <user>` asks for; a command without sub-commands is found by its own name. */
function commandOf([, , , command, subcommand]: readonly (string | number)[]): string {
  return isRestricted(`${command}`) ? `${command}` : `${command}|${subcommand}`;
}

test.each(onAws)("$id passes, and calls nothing that ElastiCache restricts", async (check) => {
  const before = await restrictedCalls();
  const asked = jest.spyOn(RedisSession.prototype, "ask");
  const result = await runOn(cluster, check);
  const questions = asked.mock.calls.filter(([command, what]) => isDryRun(command, what));
  asked.mockRestore();
  expectPass(result);
  expect(await restrictedCalls()).toEqual(before);
  expect(questions.map(commandOf).filter(isRestricted)).toEqual([]);
  expect(questions.length > 0).toBe(check.id === "redis/acl");
  await expectNoKeys(started);
  expect(inspect(result, { depth: null })).not.toMatch(/X-Amz|of-report-in-aws/);
});

test("a call is counted, refused or not", async () => {
  const before = await restrictedCalls();
  const { host, port } = started.model.nodes[0] ?? { host: "", port: 0 };
  const authority = started.secrets.authority();
  const nobody = { host, port, authority, user: "report-b", password: AWS_PASSWORD };
  for (const connecting of [started.operator("0-0"), connectNode(nobody)]) {
    const node = await connecting;
    await node.call("CONFIG", "GET", "maxmemory").catch((error: Error) => {
      expect(error.message).toContain("NOPERM");
    });
    node.disconnect();
  }
  const calls = (before["config|get"] ?? 0) + 2;
  expect(await restrictedCalls()).toEqual({ ...before, "config|get": calls });
});

test("the standard suite tells why it skips, and skips nothing else", async () => {
  const report = await suiteOn([cluster.deployed], cluster.driver, "standard");
  const reasons = report.results
    .filter(({ status }) => status !== "pass")
    .map(({ id, reason, status }) => [id, status, reason]);
  expect(reasons).toEqual(skipped.map(({ id, skippedOn }) => [id, "skip", skippedOn?.aws]));
  expect(skipped.map(({ id }) => id)).toEqual([
    "redis/crash-failover",
    "redis/planned-failover",
    "redis/rolling-restart",
  ]);
});

test("the nodes are found by the names that clients are told", () => {
  expect(cluster.deployed.manifest.nodes).toEqual(
    [...started.model.nodes]
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .map((node) => ({
        id: node.id,
        shard: node.shard,
        ref: hostOf(node).split(".")[0],
        bornAs: node.id.endsWith("-0") ? "primary" : "replica",
        host: hostOf(node),
        port: node.port,
        address: "127.0.0.1",
      })),
  );
});

test("where nobody looked for them, access alone is proven, and the others tell what they lack", async () => {
  const { results } = await suiteOn([hidden.deployed], hidden.driver, "quick");
  const passed = results.filter(({ status }) => status === "pass").map(({ id }) => id);
  expect(passed).toEqual(["redis/json-values"]);
  const others = results.filter(({ status }) => status !== "pass");
  for (const { reason, status } of others) {
    expect({ reason, status }).toEqual({
      status: "skip",
      reason: "the manifest names no address of node 0-0",
    });
  }
});

test.each([
  ["refuses the login", 0, ["ACL", "SETUSER", "prod-sessions-cf-health", "off"], "WRONGPASS"],
  ["may not tell", 0, ["ACL", "SETUSER", "prod-sessions-cf-health", "-cluster|slots"], "NOPERM"],
  ["is not there", 99, ["PING"], "ECONNREFUSED"],
])("an entrypoint that %s", async (_what, away, [command = "", ...args], seen) => {
  await callEachNode(started, command, ...args);
  const entrypoints = [{ host: `clustercfg.${DOMAIN}`, port: 21_870 + away }];
  const { deployed } = withManifest(hidden, { entrypoints });
  await expect(findNodes(deployed)).rejects.toMatchObject({
    code: "SMOKE_NODES_NOT_FOUND",
    exitCode: 3,
    detail: { problem: expect.stringContaining(seen) },
  });
  await withAwsUsers(started, fake);
});

test.each([
  ["a user that nobody named", ["ACL", "SETUSER", "stranger", "on"], "stranger is a user"],
  ["a command too many", ["ACL", "SETUSER", "prod-sessions-cf-smoke", "+keys"], "keys"],
  ["a key too many", ["ACL", "SETUSER", "report-b", "~other:*"], "report-b: keys"],
])("redis/acl finds %s by the login names of AWS", async (_what, [command, ...args], seen) => {
  await callEachNode(cluster, command ?? "", ...args);
  const check = onAws.find(({ id }) => id === "redis/acl");
  expectFailure(await runOn(cluster, check as never), seen);
  await withAwsUsers(started, fake);
  await callEachNode(cluster, "ACL", "DELUSER", "stranger");
});
