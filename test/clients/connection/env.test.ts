import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { connectionEnv, describeConnection } from "../../../clients/connection";
import { connectionVariables } from "../../../clients/connection/variables";
import { loadManifest, type LoadedManifest } from "../../../clients/manifest-file";
import { CachefortError } from "../../../constructs/core/errors";
import { codedError } from "../../support/coded";
import { connectionsOfFixtures, servedInNetwork } from "../../support/manifest-fixtures";

/** Where the fixtures' paths mean nothing to a shell, wherever this checkout lies. */
const DIRECTORY = "/srv/app/.cachefort/prod/manifests";
const fixtures = connectionsOfFixtures();
const envOf = (deployed: LoadedManifest, user: string | undefined): string =>
  connectionEnv(describeConnection({ ...deployed, directory: DIRECTORY }, user, "machine"));

it.each(fixtures)("%s", (_what, deployed, user) => {
  expect(envOf(deployed, user)).toMatchSnapshot();
});

it("tells an address map as pairs", () => {
  const served = servedInNetwork(loadManifest("test/fixtures/manifests/docker-redis.json"));
  expect(envOf(served, "api")).toContain(
    "\nREDIS_ADDRESS_MAP=cachefort-docker-sessions-0-0:7200=127.0.0.1:7200,",
  );
});

/** As `docker run --env-file` reads it: what follows the first equals sign, unless it is a comment. */
function asDocker(text: string): Record<string, string> {
  return Object.fromEntries(
    text
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
}

/** As `sh` has it after `. file`. */
function asShell(text: string, names: readonly string[]): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), "cachefort-env-"));
  try {
    const file = join(folder, "app.env");
    writeFileSync(file, text);
    const script = `set -a; . "$1"; exec "$2" -e 'console.log(JSON.stringify(process.env))'`;
    const env = { HOME: "/home/somebody" };
    const read = execFileSync("sh", ["-c", script, "sh", file, process.execPath], { env });
    const all = JSON.parse(read.toString()) as Record<string, string>;
    return Object.fromEntries(names.map((name) => [name, all[name] ?? ""]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

it.each(fixtures)("reads the same in a shell and in Docker: %s", (_what, deployed, user) => {
  const text = envOf(deployed, user);
  const variables = connectionVariables(
    describeConnection({ ...deployed, directory: DIRECTORY }, user, "machine"),
  );
  expect(asDocker(text)).toEqual(variables);
  expect(asShell(text, Object.keys(variables))).toEqual(variables);
});

const sessions = loadManifest("test/fixtures/manifests/host-redis.json");

it.each([" ", "$", "'", '"', "`", "\\", "#", "~", ";", "(", "&", "é", "\n", "*", "{"])(
  "refuses a folder with %j in its name",
  (character) => {
    const directory = `/srv/my${character}app/manifests`;
    const told = describeConnection({ ...sessions, directory }, "api", "machine");
    const error = codedError(() => connectionEnv(told));
    expect(error.code).toBe("CONNECT_VALUE_UNWRITABLE");
    expect(error.message).toContain("CACHEFORT_MANIFEST");
  },
);

it("writes a folder's name so that a shell and Docker read it, or refuses it", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 12 }), (name) => {
      const directory = `/srv/x${name}/manifests`;
      const told = describeConnection({ ...sessions, directory }, "api", "machine");
      let text: string;
      try {
        text = connectionEnv(told);
      } catch (error) {
        return CachefortError.is(error) && error.code === "CONNECT_VALUE_UNWRITABLE";
      }
      const { CACHEFORT_MANIFEST: manifest } = asShell(text, ["CACHEFORT_MANIFEST"]);
      return manifest === told.manifest && asDocker(text)["CACHEFORT_MANIFEST"] === told.manifest;
    }),
    { numRuns: 50 },
  );
});
