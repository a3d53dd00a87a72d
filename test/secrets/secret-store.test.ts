import { X509Certificate } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { COMMAND_NAMES } from "../../constructs/redis/command-names";
import { nodeCertificateNames } from "../../constructs/tls/names";
import { SecretStore, type SecretNeeds } from "../../secrets/secret-store";
import { codedError } from "../support/coded";

const DAY_MS = 86_400_000;
const needs: SecretNeeds = {
  owner: "sessions",
  users: ["api", "cf-health"],
  commands: ["CONFIG"],
  certificates: { "0-0": nodeCertificateNames("sessions-0-0", ["127.0.0.1"]) },
};

let directory: string;
let store: SecretStore;
beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), "cachefort-secrets-")), "secrets");
  store = new SecretStore(directory, "test");
});
afterEach(() => rmSync(join(directory, ".."), { recursive: true, force: true }));

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) =>
    join(entry.parentPath, entry.name),
  );
}

const contents = (): Record<string, string> =>
  Object.fromEntries(
    filesBelow(directory)
      .filter((path) => statSync(path).isFile())
      .map((path) => [path, readFileSync(path, "utf8")]),
  );

test("only the owner may enter a folder or read a file", async () => {
  await store.ensure([needs]);
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  for (const path of filesBelow(directory)) {
    const stat = statSync(path);
    expect([path, stat.mode & 0o777]).toEqual([path, stat.isDirectory() ? 0o700 : 0o600]);
  }
});

test("a second run changes nothing", async () => {
  await store.ensure([needs]);
  const before = contents();
  await store.ensure([needs]);
  expect(contents()).toEqual(before);
});

test("secrets are 256 random bits, each its own", async () => {
  await store.ensure([needs]);
  const values = [
    store.password("sessions", "api"),
    store.password("sessions", "cf-health"),
    store.commandName("sessions", "CONFIG").slice(1),
  ];
  for (const value of values) expect(value).toMatch(/^[0-9a-f]{64}$/);
  expect(new Set(values).size).toBe(3);
});

test("a command's secret name is no command of any engine", async () => {
  await store.ensure([{ ...needs, commands: COMMAND_NAMES }]);
  const names = COMMAND_NAMES.map((command) => store.commandName("sessions", command));
  expect(new Set(names).size).toBe(COMMAND_NAMES.length);
  const longest = Math.max(...COMMAND_NAMES.map(({ length }) => length));
  for (const name of names) {
    expect(COMMAND_NAMES).not.toContain(name.toUpperCase());
    // Nor one of a later engine or a module.
    expect(name.length).toBeGreaterThan(2 * longest);
  }
});

test("what is missing is made, what exists stays", async () => {
  await store.ensure([needs]);
  const password = store.password("sessions", "api");
  rmSync(store.passwordFile("sessions", "cf-health"));
  await store.ensure([needs]);
  expect(store.password("sessions", "api")).toBe(password);
  expect(store.password("sessions", "cf-health")).toMatch(/^[0-9a-f]{64}$/);
});

test("a node's certificate is signed by the authority and bears its names", async () => {
  await store.ensure([needs]);
  const leaf = new X509Certificate(store.keyPair("sessions", "0-0").certificate);
  const authority = new X509Certificate(store.authority());
  expect(leaf.verify(authority.publicKey)).toBe(true);
  expect(leaf.checkIP("127.0.0.1")).toBe("127.0.0.1");
  expect(leaf.checkHost("localhost")).toBe("localhost");
  expect(leaf.checkHost("sessions-0-0")).toBe("sessions-0-0");
  expect(leaf.checkHost("sessions-0-1")).toBeUndefined();
  expect(leaf.ca).toBe(false);
  // serverAuth and clientAuth: on the bus every node is both.
  expect(leaf.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"]);
});

test.each<[string, () => Promise<void>]>([
  ["ends within 30 days", () => store.ensure([needs], new Date(Date.now() + 368 * DAY_MS))],
  [
    "lacks a name",
    () =>
      store.ensure([
        {
          ...needs,
          certificates: { "0-0": nodeCertificateNames("sessions-0-0", ["127.0.0.1", "10.0.0.1"]) },
        },
      ]),
  ],
  [
    "does not fit its key",
    async () => {
      const other = new SecretStore(join(directory, "other"), "test");
      await other.ensure([needs]);
      writeFileSync(store.keyFile("sessions", "0-0"), other.keyPair("sessions", "0-0").key);
      await store.ensure([needs]);
    },
  ],
  [
    "was signed by another authority",
    async () => {
      rmSync(join(directory, "ca.key"));
      rmSync(join(directory, "ca.crt"));
      await store.ensure([needs]);
    },
  ],
])("a certificate is replaced when it %s", async (_reason, change) => {
  await store.ensure([needs]);
  const before = store.certificateDigest("sessions", "0-0");
  await change();
  expect(store.certificateDigest("sessions", "0-0")).not.toBe(before);
});

test("a certificate is kept while it has more than 30 days", async () => {
  await store.ensure([needs]);
  const before = store.certificateDigest("sessions", "0-0");
  await store.ensure([needs], new Date(Date.now() + 360 * DAY_MS));
  expect(store.certificateDigest("sessions", "0-0")).toBe(before);
});

test("SECRET_MISSING names the file", () => {
  const error = codedError(() => store.password("sessions", "api"));
  expect(error.code).toBe("SECRET_MISSING");
  expect(error.message).toContain(store.passwordFile("sessions", "api"));
});

test.each(["ca.key", "ca.crt"])(
  "an authority without its %s is not silently replaced",
  async (file) => {
    await store.ensure([needs]);
    rmSync(join(directory, file));
    const before = contents();
    await expect(store.ensure([needs])).rejects.toMatchObject({
      code: "SECRET_AUTHORITY_INCOMPLETE",
      exitCode: 3,
    });
    expect(contents()).toEqual(before);
  },
);
