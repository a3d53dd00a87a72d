import { inspect } from "node:util";
import { withSecrets } from "../../../clients/secrets/managed-secrets";
import { isRestricted } from "../../../constructs/redis/aws/restricted-commands";
import { RenamedCommands } from "../../../constructs/redis/renamed-commands";
import { isForTarget } from "../../../smoke/check";
import { redisChecks } from "../../../smoke/checks/redis";
import { connectNode } from "../../../clients/redis/node-connection";
import { AwsDriver } from "../../../smoke/faults/aws";
import { RedisSession } from "../../../smoke/probes/redis-session";
import { AWS_PASSWORD, withAwsUsers } from "../../support/aws-users";
import { FakeSecretsManager } from "../../support/fake-secrets-manager";
import { freezeDate } from "../../support/frozen-date";
import { callEachNode } from "../../support/iam-cluster";
import { expectFailure, expectNoKeys, expectPass, runOn } from "../../support/redis-check";
import { startTestCluster, type TestCluster, withManifest } from "../../support/redis-server";
import { suiteOn } from "../../support/suite";

const onAws = redisChecks.filter(
  (check) => isForTarget(check, "aws") && check.skippedOn?.aws === undefined,
);
const skipped = redisChecks.filter(({ skippedOn }) => skippedOn?.aws !== undefined);

let fake: FakeSecretsManager;
let started: TestCluster;
let cluster: TestCluster;

beforeAll(async () => {
  fake = await FakeSecretsManager.start(21_879);
  started = await startTestCluster({
    port: 21_870,
    // What ElastiCache restricts answers here by its own name, so that each call of it is counted.
    props: { renamedCommands: RenamedCommands.of({ disabled: ["KEYS", "SWAPDB"], renamed: [] }) },
  });
  // All tokens are of one moment: the servers know the hash of each.
  freezeDate(Date.now());
  const users = await withAwsUsers(started, fake);
  cluster = withManifest(users, {
    renamedCommands: ["KEYS", "SWAPDB", "DEBUG", "SAVE"].map((command) => ({ command, as: null })),
  });
  cluster = { ...cluster, driver: new AwsDriver(), deployed: await withSecrets(cluster.deployed) };
});
afterAll(async () => {
  jest.useRealTimers();
  expect(fake.refused).toEqual([]);
  await started.close();
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

test("a manifest without addresses of nodes proves access, and tells what it cannot", async () => {
  const { entrypoints, nodes } = cluster.deployed.manifest;
  const hidden = withManifest(cluster, {
    entrypoints: entrypoints.slice(0, 1),
    nodes: nodes.map(({ id, ref, shard }) => ({ id, ref, shard })),
  });
  const { results } = await suiteOn([hidden.deployed], cluster.driver, "quick");
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
