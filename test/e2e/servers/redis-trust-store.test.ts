import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { connectRedis } from "../../../clients/redis/connect-redis";
import {
  ioredisSnippet,
  nodeRedisSnippet,
  redisCliSnippet,
  snippetConnection,
} from "../../../clients/snippets";
import { rejection } from "../../support/coded";
import { FakeSecretsManager } from "../../support/fake-secrets-manager";
import { asOnAws, takeOnly } from "../../support/iam-cluster";
import { startTestCluster, type TestCluster } from "../../support/redis-server";

const run = promisify(execFile);
const root = join(__dirname, "../../..");

let cluster: TestCluster;
let folder: string;
/** Environment of a program on a machine that trusts the authority and has a role. */
let trusting: NodeJS.ProcessEnv;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cachefort-trust-"));
  const started = await startTestCluster({ port: 21_830 });
  const onAws = asOnAws(started);
  const auth = { password: { secretsManager: "prod/sessions/report", key: "password" } };
  const report = { name: "report", role: "readOnly" as const, keys: ["session:*"], auth };
  cluster = asOnAws(started, {
    tls: { ca: "system", minVersion: "TLSv1.2" },
    users: [...onAws.deployed.manifest.users, report],
  });
  await takeOnly(cluster);
  const authority = join(folder, "ca.crt");
  writeFileSync(authority, cluster.secrets.authority());
  const keys = { AWS_ACCESS_KEY_ID: "AKIATEST", AWS_SECRET_ACCESS_KEY: "of-a-test" };
  trusting = { ...process.env, ...keys, NODE_EXTRA_CA_CERTS: authority, SSL_CERT_FILE: authority };
});
afterAll(async () => {
  await cluster.close();
  rmSync(folder, { recursive: true });
});

test("what the machine does not trust is refused", async () => {
  const credentials = { accessKeyId: "AKIATEST", secretAccessKey: "of-a-test" };
  const connecting = connectRedis(cluster.deployed, "api", {
    awsCredentials: () => Promise.resolve(credentials),
  });
  const error = await rejection(connecting);
  expect(error.code).toBe("REDIS_TLS_UNTRUSTED");
  expect(error.detail.fix).toContain("trust store");
});

test("programs on a machine that trusts the authority log in, and end by themselves", async () => {
  const manifest = join(folder, "sessions.json");
  writeFileSync(manifest, JSON.stringify(cluster.deployed.manifest));
  const program = join(folder, "program.ts");
  writeFileSync(
    program,
    `import { readSession, useSessions } from ${JSON.stringify(join(root, "examples/aws-login"))};
     void (async () => {
       await useSessions(${JSON.stringify(manifest)});
       console.log(await readSession(${JSON.stringify(manifest)}));
     })();`,
  );
  const fake = await FakeSecretsManager.start();
  const password = cluster.secrets.password("cluster", "report");
  fake.put("prod/sessions/report", JSON.stringify({ password }));
  const { stderr, stdout } = await run(process.execPath, ["--import", "tsx", program], {
    cwd: root,
    // On Node 20 the SDK prints that its releases of 2027 need another.
    env: { ...process.env, ...trusting, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
    timeout: 30_000,
  });
  await fake.close();
  expect({ stderr, stdout }).toEqual({ stderr: "", stdout: "ada\n" });
}, 40_000);

test.each([
  ["ioredis", ioredisSnippet, "from ioredis\n"],
  ["node-redis", nodeRedisSnippet, "from node-redis\n"],
  ["redis-cli", redisCliSnippet, "PONG\n"],
])(
  "the program of %s logs in with IAM when it is pasted",
  async (client, snippet, said) => {
    const script = snippet(snippetConnection(cluster.deployed, "api"));
    const pasted = client === "redis-cli" ? script.replace(/\n$/, " ping\n") : script;
    const { stderr, stdout } = await run("sh", ["-c", pasted], {
      cwd: root,
      env: trusting,
      timeout: 30_000,
    });
    expect({ stderr, stdout }).toEqual({ stderr: "", stdout: said });
  },
  40_000,
);
