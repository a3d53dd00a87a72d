import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  goRedisSnippet,
  lettuceSnippet,
  pythonBinaryMemcachedSnippet,
  ringConnection,
  snippetConnection,
  type SnippetConnection,
} from "../../../clients/snippets";
import { createTestAuthority } from "../../support/certificates";
import { startTestRing, type TestRing } from "../../support/memcached-ring";
import { withPython } from "../../support/python";
import { startTestCluster, type TestCluster } from "../../support/redis-server";

const ELSEWHERE = { dnsNames: ["elsewhere.example"], ipAddresses: [] };

const snippets: [string, (connection: SnippetConnection) => string, RegExp, RegExp][] = [
  ["go-redis", goRedisSnippet, /doesn't contain any IP SANs|not 127\.0\.0\.1/, /unknown authority/],
  ["lettuce", lettuceSnippet, /No subject alternative names matching IP/, /PKIX path/],
];

/** Signed by the right authority, but for another host. */
let misnamed: TestCluster;
let misnamedRing: TestRing;
let named: TestCluster;
beforeAll(async () => {
  named = await startTestCluster({ port: 21950, wait: "listening" });
  misnamed = await startTestCluster({
    port: 21940,
    names: () => ({ commonName: "elsewhere", ...ELSEWHERE }),
    wait: "listening",
  });
  misnamedRing = await startTestRing({ port: 21960, nodes: 1, names: ELSEWHERE });
});
afterAll(async () => {
  await named.close();
  await misnamed.close();
  await misnamedRing.close();
});

function paste(script: string): { status: number | null; stdout: string; stderr: string } {
  return spawnSync("bash", ["-c", script], {
    env: withPython(),
    encoding: "utf8",
    timeout: 60_000,
  });
}

/** A file with an authority that signed nothing here. */
async function otherAuthority(directory: string): Promise<string> {
  const file = join(directory, "other-ca.crt");
  writeFileSync(file, (await createTestAuthority("other")).certificate);
  return file;
}

test.each(snippets)("%s refuses a certificate of another name", (_client, snippet, reason) => {
  const { status, stdout, stderr } = paste(snippet(snippetConnection(misnamed.deployed, "api")));
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toMatch(reason);
});

test.each(snippets)(
  "%s refuses a certificate of another authority",
  async (_client, snippet, _reason, reason) => {
    const authorityFile = await otherAuthority(named.deployed.directory);
    const connection = { ...snippetConnection(named.deployed, "api"), authorityFile };
    const { status, stdout, stderr } = paste(snippet(connection));
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(reason);
  },
);

test("python-binary-memcached stores nothing at a certificate of another name", () => {
  const script = pythonBinaryMemcachedSnippet(
    ringConnection(misnamedRing.deployed, "api", "machine"),
  );
  const { status, stdout, stderr } = paste(script);
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toMatch(/^not stored/);
});

describe("a ring with good certificates", () => {
  let ring: TestRing;
  beforeAll(async () => {
    ring = await startTestRing({ port: 21970, nodes: 1 });
  });
  afterAll(() => ring.close());

  test("python-binary-memcached stores", () => {
    const script = pythonBinaryMemcachedSnippet(ringConnection(ring.deployed, "api", "machine"));
    expect(paste(script)).toEqual(
      expect.objectContaining({ status: 0, stdout: "from python-binary-memcached\n", stderr: "" }),
    );
  });

  test("python-binary-memcached stores nothing at a certificate of another authority", async () => {
    const authorityFile = await otherAuthority(ring.deployed.directory);
    const connection = { ...ringConnection(ring.deployed, "api", "machine"), authorityFile };
    const { status, stdout, stderr } = paste(pythonBinaryMemcachedSnippet(connection));
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(/^not stored/);
  });

  test("python-binary-memcached ends with a refused login", () => {
    const passwordFile = join(ring.deployed.directory, "wrong.password");
    writeFileSync(passwordFile, "wrong\n", { mode: 0o600 });
    const good = ringConnection(ring.deployed, "api", "machine");
    const login = { username: good.login?.username ?? "", passwordFile };
    const { status, stderr } = paste(pythonBinaryMemcachedSnippet({ ...good, login }));
    expect(status).toBe(1);
    expect(stderr).toContain("Auth failure");
    expect(stderr).not.toContain("wrong\n");
  });
});
