import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { connectRedis } from "../../../clients/redis/connect-redis";
import { rejection } from "../../support/coded";
import { asOnAws, takeOnly } from "../../support/iam-cluster";
import { startTestCluster, type TestCluster } from "../../support/redis-server";

const run = promisify(execFile);
const root = join(__dirname, "../../..");
const keys = { AWS_ACCESS_KEY_ID: "AKIATEST", AWS_SECRET_ACCESS_KEY: "of-a-test" };

let cluster: TestCluster;
let folder: string;

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
  const authority = join(folder, "ca.crt");
  writeFileSync(manifest, JSON.stringify(cluster.deployed.manifest));
  writeFileSync(authority, cluster.secrets.authority());
  const program = join(folder, "program.ts");
  writeFileSync(
    program,
    `import { readSession, useSessions } from ${JSON.stringify(join(root, "examples/aws-login"))};
     const secrets = {
       getSecretValue: async ({ SecretId }: { SecretId: string }) =>
         SecretId === "prod/sessions/report" ? { SecretString: process.env.REPORT } : {},
     };
     void (async () => {
       await useSessions(${JSON.stringify(manifest)});
       console.log(await readSession(${JSON.stringify(manifest)}, secrets));
     })();`,
  );
  const report = JSON.stringify({ password: cluster.secrets.password("cluster", "report") });
  const { stderr, stdout } = await run(process.execPath, ["--import", "tsx", program], {
    cwd: root,
    env: { ...process.env, ...keys, REPORT: report, NODE_EXTRA_CA_CERTS: authority },
    timeout: 30_000,
  });
  expect({ stderr, stdout }).toEqual({ stderr: "", stdout: "ada\n" });
}, 40_000);
