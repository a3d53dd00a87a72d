import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { redisCliSnippet, snippetConnection } from "../../../clients/snippets";
import { shellWord } from "../../../clients/snippets/quote";
import type { RedisManifest } from "../../../constructs/core/manifest";
import { RedisUser } from "../../../constructs/redis/user";
import { HostRedisCluster } from "../../../constructs/redis/host/host-redis-cluster";
import { App, TerraformStack } from "cdktf";
import { codedError } from "../../support/coded";
import { fixedHost } from "../../support/host";

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

test.each([
  ["CONNECT_USER_UNKNOWN", deployed, "nobody"],
  [
    "CONNECT_AUTH_UNSUPPORTED",
    {
      ...deployed,
      manifest: {
        ...manifest,
        users: manifest.users.map((user) => ({
          ...user,
          auth: { iam: { region: "eu-west-1", userId: "api" } },
        })),
      },
    },
    "api",
  ],
])("%s", (code, from, user) => {
  expect(codedError(() => snippetConnection(from, user)).code).toBe(code);
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
