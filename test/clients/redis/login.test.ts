import { loadRedisManifest } from "../../../clients/manifest-file";
import { redisLogin, type AwsLoginOptions } from "../../../clients/redis/login";
import type { RedisManifestUser } from "../../../constructs/core/manifest";
import { rejection } from "../../support/coded";
import { FakeSecretsManager } from "../../support/fake-secrets-manager";
import { createTestManifest, type TestManifest } from "../../support/redis-manifest";

const KEYS = { accessKeyId: "AKIATEST", secretAccessKey: "of-a-test" };
const awsCredentials = () => Promise.resolve(KEYS);
const managed = { secretsManager: "prod/sessions/api", key: "password" };

let manifest: TestManifest;
beforeAll(() => {
  manifest = createTestManifest({ port: 1, authority: "", password: "of-a-file\n" });
});
afterAll(() => manifest.remove());

function login(auth: RedisManifestUser["auth"], options?: AwsLoginOptions) {
  const users = [{ name: "api", role: "readWrite" as const, keys: ["session:*"], auth }];
  const deployed = { ...manifest.deployed, manifest: { ...manifest.deployed.manifest, users } };
  return redisLogin(deployed, "api", options);
}

test("a password of a file stays the same", async () => {
  expect(await login({ password: { file: "api.password" } })).toEqual({
    user: "api",
    password: "of-a-file",
  });
});

test.each([
  ["a field of it", managed, '{"password":"of-aws"}'],
  ["its whole text", { secretsManager: managed.secretsManager }, "of-aws"],
])("a secret of AWS Secrets Manager is read by its name: %s", async (_what, password, text) => {
  const secretsManager = jest.fn(() => Promise.resolve(text));
  expect(await login({ password, login: "api-b" }, { secretsManager })).toEqual({
    user: "api-b",
    password: "of-aws",
  });
  expect(secretsManager.mock.calls).toEqual([["prod/sessions/api"]]);
});

test("without a function the AWS SDK reads it", async () => {
  const fake = await FakeSecretsManager.start();
  fake.put(managed.secretsManager, '{"password":"of-aws"}');
  const { password } = await login({ password: managed });
  await fake.close();
  expect(password).toBe("of-aws");
  expect(fake.calls).toEqual([{ name: managed.secretsManager, region: "eu-central-1" }]);
});

test("clients of one function share what it read", async () => {
  const secretsManager = jest.fn(() => Promise.resolve('{"password":"of-aws"}'));
  await login({ password: managed }, { secretsManager });
  await login({ password: managed }, { secretsManager });
  expect(secretsManager).toHaveBeenCalledTimes(1);
});

test.each([-1, 86_400_001, 0.5, NaN])("an age of %s is refused", async (secretMaxAgeMs) => {
  const reading = login({ password: managed }, { secretMaxAgeMs });
  expect((await rejection(reading)).code).toBe("SECRET_AGE_INVALID");
});

test.each([
  ["no JSON", "of-aws"],
  ["another field", '{"pass":"of-aws"}'],
  ["no text", '{"password":["of-aws"]}'],
  ["nothing", "null"],
])("a secret that holds %s is not shown", async (_what, text) => {
  const reading = login({ password: managed }, { secretsManager: () => Promise.resolve(text) });
  const error = await rejection(reading);
  expect(error.code).toBe("SECRET_UNREADABLE");
  expect(`${error.message} ${String(error.cause)}`).not.toContain("of-aws");
});

test("a secret that cannot be read says why", async () => {
  const secretsManager = () => Promise.reject(new Error("AccessDeniedException"));
  const error = await rejection(login({ password: managed }, { secretsManager }));
  expect(error.code).toBe("SECRET_UNREADABLE");
  expect(error.message).toContain("AccessDeniedException");
});

test("a user of the published manifest logs in with a token for its cache", async () => {
  const deployed = loadRedisManifest("test/fixtures/manifests/aws-redis.json");
  const { password, renew, user } = await redisLogin(deployed, "api", { awsCredentials });
  expect(user).toBe("prod-sessions-api");
  expect(password).toMatch(/^prod-sessions\/\?Action=connect&User=prod-sessions-api&X-Amz-/);
  expect(password).toContain("AKIATEST%2F");
  expect(password).toContain("%2Feu-central-1%2Felasticache%2F");
  expect(await renew?.()).toMatch(/^prod-sessions\/\?/);
});

test("a user of the published serverless cache logs in with a token of its kind", async () => {
  const deployed = loadRedisManifest("test/fixtures/manifests/aws-serverless.json");
  const { password, renew, user } = await redisLogin(deployed, "api", { awsCredentials });
  expect(user).toBe("prod-sessions-api");
  const token = /^prod-sessions\/\?Action=connect&.*&ResourceType=ServerlessCache&/;
  expect(password).toMatch(token);
  expect(await renew?.()).toMatch(token);
});

test("a manifest that does not tell the cache is refused", async () => {
  const iam = { region: "eu-west-1", userId: "u" };
  expect((await rejection(login({ iam }, { awsCredentials }))).code).toBe(
    "REDIS_IAM_CACHE_MISSING",
  );
});

test("an unknown user is refused", async () => {
  const asked = redisLogin(manifest.deployed, "apo");
  expect((await rejection(asked)).code).toBe("REDIS_USER_UNKNOWN");
});
