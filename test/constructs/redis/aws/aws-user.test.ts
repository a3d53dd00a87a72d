import {
  AWS_SYSTEM_USERS,
  awsUsersOf,
  type AwsUsersProps,
} from "../../../../constructs/redis/aws/aws-user";
import { UserAuthentication } from "../../../../constructs/redis/aws/user-authentication";
import { RedisUser } from "../../../../constructs/redis/user";
import { codedError } from "../../../support/coded";
import { readAccessString } from "../../../support/access-string";

const api = RedisUser.readWrite("api", { keys: ["session:*"] });
const report = RedisUser.readOnly("report", { keys: ["session:*"] });
const usersOf = (props: Partial<AwsUsersProps> = {}) =>
  awsUsersOf({
    environment: "prod",
    cluster: "sessions",
    engine: "valkey",
    users: [api, report],
    authentication: {},
    ...props,
  });
const shape = (props: Partial<AwsUsersProps>, user: string) =>
  usersOf(props)
    .users.filter((candidate) => candidate.user === user)
    .map(({ id, loginName, isActive, authentication }) => ({
      id,
      loginName,
      isActive,
      authentication,
    }));

test("everybody logs in with IAM under the id, if nothing else is said", () => {
  expect(shape({}, "api")).toEqual([
    {
      id: "prod-sessions-api",
      loginName: "prod-sessions-api",
      isActive: true,
      authentication: { type: "iam" },
    },
  ]);
  for (const { loginName, id, authentication } of usersOf().users) {
    expect([loginName, authentication]).toEqual([id, { type: "iam" }]);
  }
});

test("of the kit there are those that watch, prove and operate", () => {
  expect(AWS_SYSTEM_USERS.map(({ name }) => name)).toEqual([
    "cf-health",
    "cf-metrics",
    "cf-operator",
    "cf-smoke",
  ]);
  expect(usersOf({ users: [] }).users.map(({ user }) => user)).toEqual(
    AWS_SYSTEM_USERS.map(({ name }) => name),
  );
});

test("a password lies in a secret of the user's own", () => {
  const authentication = { report: UserAuthentication.password() };
  expect(shape({ authentication }, "report")).toEqual([
    {
      id: "prod-sessions-report",
      loginName: "report",
      isActive: true,
      authentication: { type: "password", secret: "prod/sessions/report", version: 1 },
    },
  ]);
});

test("a rotation is a new password", () => {
  const authentication = { report: UserAuthentication.password({ rotation: 2 }) };
  expect(shape({ authentication }, "report")).toMatchObject([
    { loginName: "report", isActive: true, authentication: { version: 3 } },
  ]);
});

test.each([
  [0, "api", 1, 1],
  [1, "api-b", 1, 2],
  [2, "api", 3, 2],
  [3, "api-b", 3, 4],
])("rotation %d of two users that alternate names %s", (rotation, active, first, second) => {
  const authentication = { api: UserAuthentication.password({ alternating: true, rotation }) };
  expect(shape({ authentication }, "api")).toEqual(
    Object.entries({ api: first, "api-b": second }).map(([loginName, version]) => ({
      id: `prod-sessions-${loginName}`,
      loginName,
      isActive: loginName === active,
      authentication: { type: "password", secret: `prod/sessions/${loginName}`, version },
    })),
  );
  const strings = usersOf({ authentication }).users.filter(({ user }) => user === "api");
  expect(new Set(strings.map(({ accessString }) => accessString)).size).toBe(1);
});

test("a rotation changes the password of the one that waited, and of nobody else", () => {
  const versionsAt = (rotation: number) =>
    UserAuthentication.password({ alternating: true, rotation }).loginsOf("api");
  for (let rotation = 0; rotation < 6; rotation++) {
    const [before, after] = [versionsAt(rotation), versionsAt(rotation + 1)];
    const changed = after.filter(
      ({ passwordVersion }, place) => passwordVersion !== before[place]?.passwordVersion,
    );
    const waited = before.filter(({ isActive }) => !isActive).map(({ name }) => name);
    expect(changed.map(({ name }) => name)).toEqual(waited);
    expect(changed.every(({ isActive }) => isActive)).toBe(true);
  }
});

test.each([-1, 1.5, 100_001])("a rotation of %d is refused", (rotation) => {
  const { code } = codedError(() => UserAuthentication.password({ rotation }));
  expect(code).toBe("AWS_ROTATION");
});

test("a group of redis has its own default, which is off; one of valkey has none", () => {
  const isDefault = ({ user }: { user: string }): boolean => user === "default";
  expect(usersOf({ engine: "valkey" }).users.filter(isDefault)).toEqual([]);
  expect(usersOf({ engine: "redis" }).users.filter(isDefault)).toEqual([
    {
      id: "prod-sessions-default",
      loginName: "default",
      user: "default",
      isActive: false,
      accessString: "off resetchannels -@all",
      authentication: { type: "no-password" },
    },
  ]);
});

test("what ElastiCache keeps to itself is told of by user", () => {
  const user = RedisUser.custom("worker", { commands: ["+get", "+config|get"] });
  const { changed } = usersOf({ users: [user] });
  expect(changed.filter(({ user: name }) => name === "worker").map(({ rule }) => rule)).toEqual([
    "+config|get",
  ]);
  expect(
    changed.filter(({ user: name }) => name === "cf-operator").map(({ rule }) => rule),
  ).toEqual(["+cluster", "+config", "+acl", "+bgsave", "+bgrewriteaof", "+shutdown"]);
});

test("what is left of the operator", () => {
  const operator = usersOf().users.find(({ user }) => user === "cf-operator");
  const { commands, keys } = readAccessString(operator?.accessString ?? "");
  expect(keys).toEqual([]);
  expect(commands).toEqual(
    expect.arrayContaining(["+client", "+slowlog", "+latency", "+cluster|nodes", "+acl|list"]),
  );
});

test.each<[string, Partial<AwsUsersProps>]>([
  ["ELASTICACHE_ID", { cluster: "s".repeat(35) }],
  ["ELASTICACHE_ID", { users: [RedisUser.readWrite("a-", { keys: ["a"] })] }],
  ["ELASTICACHE_USER_UNKNOWN", { authentication: { apo: UserAuthentication.iam() } }],
  ["ELASTICACHE_USER_UNKNOWN", { users: [], authentication: { api: UserAuthentication.iam() } }],
  ["ELASTICACHE_USER_UNKNOWN", { authentication: { "cf-health": UserAuthentication.password() } }],
  [
    "ELASTICACHE_USER_TWICE",
    {
      users: [api, RedisUser.readWrite("api-b", { keys: ["a"] })],
      authentication: { api: UserAuthentication.password({ alternating: true }) },
    },
  ],
])("%s: %j", (code, props) => {
  expect(codedError(() => usersOf(props)).code).toBe(code);
});

test("a name that every object knows is a name", () => {
  const users = [RedisUser.readWrite("constructor", { keys: ["a"] })];
  expect(shape({ users }, "constructor")).toMatchObject([{ authentication: { type: "iam" } }]);
});
