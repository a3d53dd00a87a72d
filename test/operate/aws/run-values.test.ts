import { X509Certificate, createPrivateKey } from "node:crypto";
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pendingFile, runValues } from "../../../operate/aws/run-values";
import { UserAuthentication } from "../../../constructs/redis/aws/user-authentication";
import { RedisUser } from "../../../constructs/redis/user";
import { awsRedisModel } from "../../support/aws-redis-model";
import { ringModel } from "../../support/aws-ring-model";
import { rejection } from "../../support/coded";

const ring = ringModel({ authentication: { web: { alternating: true } } });
const cluster = awsRedisModel({
  users: [RedisUser.readWrite("api", { keys: ["a:*"] })],
  authentication: { api: UserAuthentication.password() },
});

let secrets = "";
beforeEach(() => {
  secrets = mkdtempSync(join(tmpdir(), "cachefort-run-"));
});
afterEach(() => rmSync(secrets, { recursive: true }));

test("every login has a password, and every ring a certificate", async () => {
  const values = await runValues({ secrets }, { clusters: [cluster], rings: [ring] });
  expect(Object.keys(values).sort()).toEqual([
    "pages__tls_authority",
    "pages__tls_certificate",
    "pages__tls_key",
    "pages_web_b_password",
    "pages_web_password",
    "sessions_api_password",
  ]);
  const passwords = Object.entries(values).filter(([name]) => name.endsWith("_password"));
  expect(new Set(passwords.map(([, value]) => value)).size).toBe(3);
  for (const [, value] of passwords) expect(value).toMatch(/^[\w-]{43}$/);
});

test("the certificate is of the authority and its key, and good for each node's name", async () => {
  const values = await runValues({ secrets }, { rings: [ring] });
  const certificate = new X509Certificate(values["pages__tls_certificate"] ?? "");
  const authority = new X509Certificate(values["pages__tls_authority"] ?? "");
  expect(certificate.verify(authority.publicKey)).toBe(true);
  expect(certificate.checkPrivateKey(createPrivateKey(values["pages__tls_key"] ?? ""))).toBe(true);
  for (const { host } of ring.nodes)
    expect(certificate.checkHost(host)).toBe("*.prod.cachefort.internal");
  expect(certificate.checkHost("a.b.prod.cachefort.internal")).toBeUndefined();
});

test("a deployment that was interrupted leaves its values to the next one, to their owner alone", async () => {
  const first = await runValues({ secrets }, { clusters: [cluster], rings: [ring] });
  const file = pendingFile({ secrets });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await runValues({ secrets }, { clusters: [cluster], rings: [ring] })).toEqual(first);
  rmSync(file);
  expect(await runValues({ secrets }, { clusters: [cluster], rings: [ring] })).not.toEqual(first);
});

test("what is new since then gets a new value, what is gone is forgotten", async () => {
  const first = await runValues({ secrets }, { rings: [ring] });
  const second = await runValues({ secrets }, { clusters: [cluster] });
  expect(Object.keys(second)).toEqual(["sessions_api_password"]);
  expect(Object.keys(JSON.parse(readFileSync(pendingFile({ secrets }), "utf8")) as object)).toEqual(
    Object.keys(second),
  );
  expect(await runValues({ secrets }, { rings: [ring] })).not.toEqual(first);
});

test("of a certificate that is there in part, nothing is kept", async () => {
  const { pages__tls_key: key = "", ...others } = await runValues({ secrets }, { rings: [ring] });
  writeFileSync(pendingFile({ secrets }), JSON.stringify(others));
  const values = await runValues({ secrets }, { rings: [ring] });
  expect(values["pages__tls_key"]).not.toBe(key);
  expect(values["pages__tls_certificate"]).not.toBe(others["pages__tls_certificate"]);
});

test("values that others could read are refused", async () => {
  await runValues({ secrets }, { rings: [ring] });
  chmodSync(pendingFile({ secrets }), 0o644);
  expect((await rejection(runValues({ secrets }, { rings: [ring] }))).code).toBe("SECRET_MODE");
});

test("an environment without secrets leaves no file", async () => {
  await runValues({ secrets }, {});
  expect(() => statSync(pendingFile({ secrets }))).toThrow("ENOENT");
});
