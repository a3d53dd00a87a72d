import { accessSource, readLogin } from "../../../clients/memcached/login";
import { loadMemcachedManifest } from "../../../clients/manifest-file";
import type { MemcachedManifest } from "../../../constructs/core/manifest";
import { codedError } from "../../support/coded";

const { directory, manifest } = loadMemcachedManifest("test/fixtures/manifests/aws-memcached.json");
const password = { env: "CACHEFORT_TEST_PASSWORD" };
beforeAll(() => {
  process.env[password.env] = "secret-of-the-test";
});
afterAll(() => {
  delete process.env[password.env];
});

function withUser(changed: Partial<MemcachedManifest>, login?: string): MemcachedManifest {
  const auth = { password, ...(login === undefined ? {} : { login }) };
  return { ...manifest, ...changed, users: [{ name: "web", auth }] };
}

const realm = { mechanism: "PLAIN", login: "user@realm", realm: "cachefort" } as const;

test.each([
  ["the user's name", withUser({}), "web"],
  ["the name of the manifest", withUser({}, "web-a"), "web-a"],
  ["the user's name with the realm", withUser({ sasl: realm }), "web@cachefort"],
  [
    "the name of the manifest with the realm",
    withUser({ sasl: realm }, "web-a"),
    "web-a@cachefort",
  ],
])("logs in with %s", (_what, described, login) => {
  expect(readLogin({ directory, manifest: described }, "web")).toEqual({
    login,
    password: "secret-of-the-test",
  });
});

test("names the users where there is no such one", () => {
  const error = codedError(() => readLogin({ directory, manifest: withUser({}) }, "nobody"));
  expect(error.code).toBe("MEMCACHED_USER_UNKNOWN");
  expect(error.message).toContain("web");
});

test("a ring without sasl has no login to read", () => {
  const { sasl: _sasl, ...open } = manifest;
  const described = { ...open, users: [] };
  const error = codedError(() => readLogin({ directory, manifest: described }, "web"));
  expect(error.code).toBe("MEMCACHED_LOGIN_MISSING");
});

test.each(["web", "anybody"])("a ring without sasl takes nothing of %s", async (user) => {
  const { sasl: _sasl, ...open } = manifest;
  const described: MemcachedManifest = { ...open, tls: { ...open.tls, ca: "system" }, users: [] };
  const source = accessSource({ directory, manifest: described }, user, {});
  await expect(source.current()).resolves.toEqual({ authority: undefined });
});
