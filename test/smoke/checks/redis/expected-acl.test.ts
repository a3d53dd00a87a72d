import { loadRedisManifest } from "../../../../clients/manifest-file";
import { withTexts } from "../../../../clients/secrets/managed-secrets";
import type { RedisManifest, RedisManifestUser } from "../../../../constructs/core/manifest";
import { expectedUsers } from "../../../../smoke/checks/redis/expected-acl";

const loaded = loadRedisManifest("test/fixtures/manifests/aws-redis.json");
const secret = "prod/sessions/report";

function expected(users: RedisManifestUser[], target: RedisManifest["target"] = "aws") {
  const deployed = { ...loaded, manifest: { ...loaded.manifest, target, users } };
  return expectedUsers(withTexts(deployed, new Map([[secret, '{"password":"a"}']])));
}

const operator: RedisManifestUser = {
  ...{ name: "cf-operator", role: "system", keys: [] },
  auth: { iam: { region: "eu-central-1", userId: "prod-sessions-cf-operator" } },
};

function report(login?: string): RedisManifestUser {
  const password = { secretsManager: secret, key: "password" };
  const auth = login === undefined ? { password } : { password, login };
  return { name: "report", role: "readOnly", keys: ["session:*"], auth };
}

test("users are known by what they log in as, and the service decides who may", () => {
  const users = expected([operator, report("reader")]).map(({ name, passwordHashes }) => {
    return { name, passwordHashes };
  });
  expect(users).toEqual([
    { name: "default", passwordHashes: [] },
    { name: "prod-sessions-cf-operator", passwordHashes: undefined },
    { name: "reader", passwordHashes: undefined },
  ]);
});

test("on other targets a password is compared, and every user must be there", () => {
  const users = expected([report("report-b")], "docker");
  expect(users.map(({ name }) => name)).toEqual(["default", "report-b"]);
  expect(users.map(({ isOptional }) => isOptional)).toEqual([false, false]);
  expect(users[1]?.passwordHashes).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
});

test.each([
  ["report", ["report-b"]],
  ["report-b", ["report"]],
  [undefined, []],
  ["report-c", []],
])("beside the login %s another may wait: %j", (login, waiting) => {
  const users = expected([report(login)]);
  const optional = users.filter(({ isOptional }) => isOptional).map(({ name }) => name);
  expect(optional).toEqual(["default", ...waiting]);
  expect(users.at(-1)?.subject).toEqual(users[1]?.subject);
});

test("what ElastiCache restricts is not expected of anybody", () => {
  const commands = expected([operator])[1]?.subject.commands ?? [];
  expect(commands).toContain("+acl|getuser");
  expect(commands).not.toContain("+acl");
  expect(commands).not.toContain("+config");
  expect(expected([operator], "docker")[1]?.subject.commands).toContain("+config");
});
