import { redisManifest } from "../../../../constructs/core/manifest";
import { serverlessRedisManifest } from "../../../../constructs/redis/aws/serverless-manifest";
import {
  createServerlessRedisModel,
  type ServerlessRedisProps,
} from "../../../../constructs/redis/aws/serverless-redis-model";
import { UserAuthentication } from "../../../../constructs/redis/aws/user-authentication";
import { RedisEngine } from "../../../../constructs/redis/engine";
import { RedisUser } from "../../../../constructs/redis/user";
import published from "../../../fixtures/manifests/aws-serverless.json";

const host = "prod-sessions-abc123.serverless.euc1.cache.amazonaws.com";
const api = RedisUser.readWrite("api", { keys: ["session:*"] });
const report = RedisUser.readOnly("report", { keys: ["session:*"] });

function manifestOf(props: Partial<ServerlessRedisProps> = {}) {
  const environment = { name: "prod", region: "eu-central-1" };
  const model = createServerlessRedisModel({ name: "sessions", ...props }, environment);
  return serverlessRedisManifest(model, { primary: host, replica: host });
}

test("it says what the published one says, and has the users of the kit besides", () => {
  const manifest = manifestOf({
    users: [api, report],
    authentication: { report: UserAuthentication.password() },
  });
  const users = manifest.users.filter(({ role }) => role !== "system");
  expect({ ...manifest, users }).toEqual(published);
  expect(manifest.users.map(({ name }) => name)).toEqual([
    ...["api", "report", "cf-health", "cf-metrics", "cf-operator", "cf-smoke"],
  ]);
});

test("every token for it is one for a serverless cache", () => {
  for (const { auth } of manifestOf({ engine: RedisEngine.redis("7.1"), users: [api] }).users) {
    expect(auth).toMatchObject({ iam: { cacheName: "prod-sessions", serverless: true } });
  }
});

test.each([
  ["valkey", {}],
  ["redis", { engine: RedisEngine.redis("7.1") }],
])("it has the form of every manifest: %s", (name, props) => {
  const manifest = manifestOf({ users: [api], ...props });
  expect(redisManifest.parse(manifest)).toEqual(manifest);
  expect(manifest.engine.name).toBe(name);
});
