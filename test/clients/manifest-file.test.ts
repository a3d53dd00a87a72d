import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LoadedManifest, loadManifest, readAuthority } from "../../clients/manifest-file";
import type { Manifest } from "../../constructs/core/manifest";

const { manifest } = loadManifest("test/fixtures/manifests/aws-memcached.json");
let directory = "";
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "cachefort-manifest-"));
  writeFileSync(join(directory, "a.crt"), "certificate a\n");
  process.env["CACHEFORT_TEST_AUTHORITY"] = "certificate b";
});
afterAll(() => {
  delete process.env["CACHEFORT_TEST_AUTHORITY"];
  rmSync(directory, { recursive: true });
});

function withAuthority(ca: Manifest["tls"]["ca"]): LoadedManifest {
  return { manifest: { ...manifest, tls: { ...manifest.tls, ca } }, directory };
}

test.each<[string, Manifest["tls"]["ca"], string | undefined]>([
  ["of the machine", "system", undefined],
  ["of a file", { file: "a.crt" }, "certificate a\n"],
  [
    "of several references",
    { trusted: [{ file: "a.crt" }, { env: "CACHEFORT_TEST_AUTHORITY" }] },
    "certificate a\ncertificate b\n",
  ],
])("reads the authorities %s", (_what, ca, expected) => {
  expect(readAuthority(withAuthority(ca))).toBe(expected);
});
