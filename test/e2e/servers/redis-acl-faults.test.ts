import { RedisUser } from "../../../constructs/redis/user";
import * as checks from "../../../smoke/checks/redis";
import { expectFailure, expectPass, runOn, withAcl } from "../../support/redis-check";
import { startTestCluster, type TestCluster, withManifest } from "../../support/redis-server";

const PORT = 21560;
/** A replica: every node is judged, not only primaries. */
const NODE = "1-1";
const WHERE = `node ${NODE} (127.0.0.1:${PORT + 4}): `;

let cluster: TestCluster;
/** The same with a manifest of two nodes, one of them as it must be. */
let two: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster({
    port: PORT,
    props: {
      users: [
        RedisUser.readWrite("api", { keys: ["session:*"], channels: ["session:*"] }),
        RedisUser.readOnly("report", { keys: ["session:*"] }),
        RedisUser.custom("worker", {
          keys: ["job:*"],
          readKeys: ["session:*", "job:*"],
          channels: ["job:*"],
          commands: ["+@read", "+@write", "-@dangerous", "+client|list"],
          selectors: [
            { writeKeys: ["log:*"], commands: ["+xadd"] },
            { readKeys: ["log:*"], channels: ["log:*"], commands: ["+xrange", "+publish"] },
          ],
        }),
        RedisUser.custom("idle", { commands: [] }),
        RedisUser.custom("owner", {
          keys: ["*"],
          channels: ["*"],
          commands: ["+@all", "-flushall"],
        }),
      ],
    },
  });
  const { nodes } = cluster.deployed.manifest;
  two = withManifest(cluster, { nodes: nodes.filter(({ id }) => [NODE, "0-0"].includes(id)) });
});
afterAll(() => cluster.close());

test("every user may do on every node what its role or its rules say", async () => {
  const result = await runOn(cluster, checks.acl);
  expectPass(result);
  // Six users of the kit, five of applications, and `default`.
  expect(result.evidence?.measured).toMatch(
    /^6 of 6 nodes: 12 users × 21 categories × \d{3} commands judged; 11 users, \d+ requests allowed, \d+ refused with NOPERM$/,
  );
});

test("a custom user whose rules an older manifest does not tell is judged by its keys and channels", async () => {
  const users = cluster.deployed.manifest.users.map((user) =>
    user.name === "owner" ? { ...user, commands: undefined, selectors: undefined } : user,
  );
  const older = withManifest(two, { users });
  expectPass(await runOn(older, checks.acl));
  await withAcl(cluster, [NODE], "owner", ["resetkeys", "~a"], async () => {
    expectFailure(await runOn(older, checks.acl), `${WHERE}owner: keys: ~a, must be ~*`);
  });
});

describe("fails when on one node", () => {
  test.each<[what: string, user: string, rules: string[], ...measured: (string | RegExp)[]]>([
    [
      "a command is granted",
      "report",
      ["+getdel"],
      "report: getdel (@write @string @fast) is allowed, must be denied",
    ],
    [
      "a disabled command is granted",
      "api",
      ["+flushall"],
      "api: flushall (@keyspace @write @slow @dangerous) is allowed, must be denied",
    ],
    [
      "a renamed command is granted",
      "api",
      ["+config|get"],
      "api: config|get (@admin @slow @dangerous) is allowed, must be denied",
    ],
    [
      "a sub-command is granted",
      "cf-health",
      ["+cluster|meet"],
      "cf-health: cluster|meet (@admin @slow @dangerous) is allowed, must be denied",
    ],
    [
      "a first argument is granted",
      "cf-health",
      ["+select|0"],
      "cf-health: select|0 (no category) is allowed, must be denied",
    ],
    [
      "a command is missing",
      "api",
      ["-mget"],
      "api: mget (@read @string @fast) is denied, must be allowed",
    ],
    [
      "a sub-command is missing",
      "cf-guard",
      ["-cluster|failover"],
      "cf-guard: cluster|failover (@admin @slow @dangerous) is denied",
    ],
    ["a category is granted", "report", ["+@geo"], "report: geoadd (@write @geo @slow) is allowed"],
    ["everything is granted", "idle", ["+@all"], /and \d{3} more$/],
    [
      "another key pattern",
      "api",
      ["~other:*"],
      "api: keys: ~other:* ~session:*, must be ~session:*",
    ],
    [
      "a key to read may be written",
      "report",
      ["%W~session:*"],
      "report: keys: ~session:*, must be %R~session:*",
    ],
    [
      "a key pattern is missing",
      "worker",
      ["resetkeys", "~job:*"],
      "worker: keys: ~job:*, must be %R~session:* ~job:*",
    ],
    [
      "another channel pattern",
      "api",
      ["&other:*"],
      "api: channels: &other:* &session:*, must be &session:*",
    ],
    ["a selector is added", "report", ["(+set ~*)"], "report: selectors: 1, must be 0"],
    [
      "a selector is gone",
      "worker",
      ["clearselectors"],
      "worker: selectors: 0, must be 2",
      "worker: publish (@pubsub @fast) is denied by DRYRUN",
    ],
    [
      "a selector is wider",
      "worker",
      ["clearselectors", "(~log:* +xadd)", "(%R~log:* &log:* +xrange +publish)"],
      "worker: selector 1: keys: ~log:*, must be %W~log:*",
    ],
    [
      "a selector has another command",
      "worker",
      ["clearselectors", "(%W~log:* +xadd +xdel)", "(%R~log:* &log:* +xrange +publish)"],
      "worker: xdel (@write @stream @fast) is allowed in selector 1, must be denied",
    ],
    ["a second password", "api", [">foobared"], "api: passwords: 2, must be 1"],
    [
      "another password",
      "idle",
      ["resetpass", ">foobared"],
      "idle: has another password",
      "as idle: ",
    ],
    ["no password is asked for", "api", ["nopass"], "api: needs no password"],
    ["a user is off", "worker", ["off"], "worker: is off, must be on", "as worker: "],
    [
      "payloads are not looked at",
      "api",
      ["skip-sanitize-payload"],
      "api: may RESTORE payloads unchecked",
    ],
    ["`default` is on", "default", ["on"], "default: is on, must be off"],
    [
      "`default` may do something",
      "default",
      ["+ping"],
      "default: ping (@fast @connection) is allowed",
    ],
  ])("%s", async (_what, user, rules, ...measured) => {
    await withAcl(cluster, [NODE], user, rules, async () => {
      const result = await runOn(two, checks.acl);
      expectFailure(result, ...measured);
      for (const failure of result.evidence?.details?.["failures"] as string[]) {
        expect(failure).toContain(WHERE);
        expect(failure).toContain(user);
      }
      expect(JSON.stringify(result)).not.toMatch(/[0-9a-f]{64}/);
    });
  });

  test("there is a user that nobody named", async () => {
    const node = await cluster.operator(NODE);
    try {
      await node.call("ACL", "SETUSER", "ghost", "on", ">foobared");
      expectFailure(
        await runOn(two, checks.acl),
        `${WHERE}ghost is a user that the manifest does not name`,
      );
    } finally {
      await node.call("ACL", "DELUSER", "ghost");
      node.disconnect();
    }
  });

  test("a user is missing", async () => {
    const { users } = cluster.deployed.manifest;
    const idle = users.find(({ name }) => name === "idle");
    if (idle === undefined) throw new Error("no user idle");
    const more = withManifest(two, { users: [...users, { ...idle, name: "late" }] });
    expectFailure(await runOn(more, checks.acl), "there is no user late", "as late: ");
  });
});
