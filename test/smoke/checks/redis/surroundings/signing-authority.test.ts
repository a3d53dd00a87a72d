import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadRedisManifest } from "../../../../../clients/manifest-file";
import type { RedisManifest } from "../../../../../constructs/core/manifest";
import { CheckSkip } from "../../../../../smoke/check";
import { requireAuthority } from "../../../../../smoke/checks/redis/surroundings/signing-authority";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "cachefort-authority-"));
  writeFileSync(join(directory, "ca.crt"), "certificate");
});
afterEach(() => rmSync(directory, { recursive: true }));

function authorityOf(ca: RedisManifest["tls"]["ca"]) {
  const { manifest } = loadRedisManifest("test/fixtures/manifests/host-redis.json");
  const tls = { ...manifest.tls, ca };
  return requireAuthority({ deployed: { manifest: { ...manifest, tls }, directory } });
}

test("the key lies beside the certificate", () => {
  writeFileSync(join(directory, "ca.key"), "key", { mode: 0o600 });
  expect(authorityOf({ file: "ca.crt" })).toEqual({ certificate: "certificate", key: "key" });
});

test.each<[string, RedisManifest["tls"]["ca"]]>([
  ["the private key of the authority does not lie here", { file: "ca.crt" }],
  ["the authority is not the deployment's own", "system"],
  ["the authority is not the deployment's own", { trusted: [{ file: "ca.crt" }] }],
])("without it there is nothing to sign with: %s", (reason, ca) => {
  expect(() => authorityOf(ca)).toThrow(CheckSkip);
  expect(() => authorityOf(ca)).toThrow(reason);
});
