import { spawnSync } from "node:child_process";
import { join } from "node:path";
import {
  ioredisSnippet,
  nodeRedisSnippet,
  redisPySnippet,
  snippetConnection,
  type SnippetConnection,
} from "../../../clients/snippets";
import { ROOT } from "../../support/cachefort";
import { withPython } from "../../support/python";
import { connectGlide } from "../../support/role-clients";
import { startTestCluster, type TestCluster } from "../../support/redis-server";

const snippets: [string, (connection: SnippetConnection) => string, RegExp][] = [
  // ioredis keeps the reason to itself; the control below shows that it is the name.
  ["ioredis", ioredisSnippet, /^127\.0\.0\.1:\d+ Error: Connection is closed/],
  ["node-redis", nodeRedisSnippet, /ERR_TLS_CERT_ALTNAME_INVALID/],
  ["redis-py", redisPySnippet, /certificate verify failed: IP address mismatch/],
];

/** Signed by the right authority, but for another host. */
let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster({
    port: 21910,
    names: () => ({ commonName: "elsewhere", dnsNames: ["elsewhere.example"], ipAddresses: [] }),
    wait: "listening",
  });
});
afterAll(() => cluster.close());

function paste(script: string): { status: number | null; stdout: string; stderr: string } {
  return spawnSync("bash", ["-c", script], {
    cwd: ROOT,
    env: withPython(),
    encoding: "utf8",
    timeout: 30_000,
  });
}

test.each(snippets)("%s refuses a certificate of another name", (_client, snippet, reason) => {
  const { status, stdout, stderr } = paste(snippet(snippetConnection(cluster.deployed, "api")));
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toMatch(reason);
});

test("GLIDE refuses a certificate of another name", async () => {
  const { port = 0 } = cluster.deployed.manifest.nodes[0] ?? {};
  const connecting = connectGlide({
    host: "127.0.0.1",
    port,
    user: "api",
    password: cluster.secrets.password(cluster.model.name, "api"),
    authorityFile: join(cluster.deployed.directory, "secrets/ca.crt"),
    fromReplicas: false,
  });
  await expect(connecting).rejects.toThrow(/certificate/);
});

test("ioredis takes the same certificate when it looks for the name that it bears", () => {
  const good = ioredisSnippet(snippetConnection(cluster.deployed, "api"));
  const script = good.replace("tls: { ca:", 'tls: { servername: "elsewhere.example", ca:');
  expect(script).not.toBe(good);
  expect(paste(script)).toMatchObject({ status: 0, stdout: "from ioredis\n", stderr: "" });
});
