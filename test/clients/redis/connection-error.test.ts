import { connectionError } from "../../../clients/redis/connection-error";
import { loadRedisManifest } from "../../../clients/manifest-file";

const { manifest: host } = loadRedisManifest("test/fixtures/manifests/host-redis.json");
const { manifest: aws } = loadRedisManifest("test/fixtures/manifests/aws-redis.json");
const wrong = new Error("WRONGPASS invalid username-password pair");
const untrusted = Object.assign(new Error("unable to verify"), {
  code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
});
const refused = new Error("connect ECONNREFUSED");

test.each([
  [host, "api", wrong, "REDIS_LOGIN_REFUSED", "deploy again"],
  [aws, "report", wrong, "REDIS_LOGIN_REFUSED", "deploy again"],
  [aws, "api", wrong, "REDIS_LOGIN_REFUSED", "grantConnect"],
  [host, "api", untrusted, "REDIS_TLS_UNTRUSTED", "deploy again"],
  [aws, "api", untrusted, "REDIS_TLS_UNTRUSTED", "trust store"],
  [host, "api", refused, "REDIS_UNREACHABLE", "cachefort up"],
  [aws, "api", refused, "REDIS_UNREACHABLE", "security group"],
])("what to do depends on what was deployed, row %#", (manifest, user, cause, code, fix) => {
  const error = connectionError(manifest, user, cause);
  expect(error.code).toBe(code);
  expect(error.detail.fix).toContain(fix);
});
