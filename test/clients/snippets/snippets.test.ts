import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadRedisManifest } from "../../../clients/manifest-file";
import { redisCliSnippet, redisPySnippet, snippetConnection } from "../../../clients/snippets";
import { shellWord } from "../../../clients/snippets/quote";
import type { RedisManifest, RedisManifestUser } from "../../../constructs/core/manifest";
import { RedisUser } from "../../../constructs/redis/user";
import { HostRedisCluster } from "../../../constructs/redis/host/host-redis-cluster";
import { App, TerraformStack } from "cdktf";
import { codedError } from "../../support/coded";
import { fixedHost } from "../../support/host";
import { tokenParameters, tokenSignature } from "../../support/iam-signature";

const manifest: RedisManifest = new HostRedisCluster(
  new TerraformStack(new App(), "test"),
  "sessions",
  {
    name: "sessions",
    host: fixedHost(),
    users: [
      RedisUser.readWrite("api", { keys: ["session:*"] }),
      RedisUser.readOnly("report", { keys: ["r:*:x"] }),
    ],
  },
).manifest;
const deployed = { manifest, directory: "/my project/.cachefort/test/manifests" };

test("a snippet names files, never values", () => {
  expect(redisCliSnippet(snippetConnection(deployed, "api"))).toBe(
    "REDISCLI_AUTH=\"$(cat '/my project/.cachefort/test/secrets/sessions/users/api.password')\" " +
      "redis-cli -c --tls --cacert '/my project/.cachefort/test/secrets/ca.crt' --user 'api' " +
      "-h 127.0.0.1 -p 7000\n",
  );
});

test("a reading user's key fits its pattern and is not written", () => {
  expect(snippetConnection(deployed, "report")).toMatchObject({
    key: "r:hello:x",
    mayWrite: false,
  });
});

function withAuth(auth: RedisManifestUser["auth"]): typeof deployed {
  const users = manifest.users.map((user) => ({ ...user, auth }));
  return { ...deployed, manifest: { ...manifest, users } };
}

test.each([
  ["CONNECT_USER_UNKNOWN", deployed, "nobody"],
  ["CONNECT_AUTH_UNSUPPORTED", withAuth({ password: { secretsManager: "api" } }), "api"],
  [
    "CONNECT_AUTHORITY_UNSUPPORTED",
    {
      ...deployed,
      manifest: {
        ...manifest,
        tls: { ...manifest.tls, ca: { trusted: [{ env: "CA" }] } },
      },
    },
    "api",
  ],
  ["REDIS_IAM_CACHE_MISSING", withAuth({ iam: { region: "eu-west-1", userId: "api" } }), "api"],
])("%s", (code, from, user) => {
  expect(codedError(() => snippetConnection(from, user)).code).toBe(code);
});

const onAws = loadRedisManifest("test/fixtures/manifests/aws-redis.json");

test("a user with IAM has no program of redis-py", () => {
  const connection = snippetConnection(onAws, "api");
  expect(codedError(() => redisPySnippet(connection)).code).toBe("CONNECT_CLIENT_WITHOUT_IAM");
});

test.each([
  ["a cluster", {}],
  ["a serverless cache", { serverless: true }],
])("redis-cli gets a token of AWS IAM for %s", (_what, serverless) => {
  const iam = { region: "eu-central-1", userId: "prod-sessions-api", cacheName: "prod-sessions" };
  const auth = { iam: { ...iam, ...serverless } };
  const { manifest: before, directory } = onAws;
  const users = before.users.map((user) => ({ ...user, auth }));
  const connection = snippetConnection({ manifest: { ...before, users }, directory }, "api");
  const folder = mkdtempSync(join(tmpdir(), "cachefort-stub-"));
  try {
    const stub = '#!/bin/sh\nprintf "%s\\n" "$REDISCLI_AUTH" "$*"\n';
    writeFileSync(join(folder, "redis-cli"), stub, { mode: 0o755 });
    const keys = { AWS_ACCESS_KEY_ID: "AKIATEST", AWS_SECRET_ACCESS_KEY: "of-a-test" };
    const env = { ...process.env, ...keys, PATH: `${folder}:${process.env["PATH"]}` };
    const script = redisCliSnippet(connection);
    const [token = "", words] = execFileSync("sh", ["-c", script], { encoding: "utf8", env }).split(
      "\n",
    );
    expect(words).toBe(
      "-c --tls --user prod-sessions-api " +
        "-h clustercfg.prod-sessions.abc123.euc1.cache.amazonaws.com -p 6379",
    );
    expect(token).toMatch(/^prod-sessions\/\?Action=connect&User=prod-sessions-api&/);
    const {
      ResourceType,
      "X-Amz-Expires": expires,
      "X-Amz-Signature": signature,
    } = tokenParameters(token);
    expect(ResourceType).toBe("serverless" in serverless ? "ServerlessCache" : undefined);
    expect(expires).toBe("900");
    expect(signature).toBe(tokenSignature(token, "of-a-test"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("a path is one word of the shell, whatever stands in it", () => {
  const folder = mkdtempSync(join(tmpdir(), "cachefort 'quote\" $HOME "));
  try {
    const file = join(folder, "a`b");
    writeFileSync(file, "read");
    expect(execFileSync("sh", ["-c", `cat ${shellWord(file)}`], { encoding: "utf8" })).toBe("read");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
