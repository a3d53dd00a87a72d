import {
  loadMemcachedManifest,
  loadRedisManifest,
  readAuthority,
  readSecret,
} from "../../../clients/manifest-file";
import { readLogin } from "../../../clients/memcached/login";
import { redisCredentials } from "../../../clients/redis/credentials";
import {
  secretReferences,
  unreadNames,
  withSecrets,
} from "../../../clients/secrets/managed-secrets";
import { codedError, rejection } from "../../support/coded";

const ring = loadMemcachedManifest("test/fixtures/manifests/aws-memcached.json");
const cluster = loadRedisManifest("test/fixtures/manifests/aws-redis.json");
const TEXTS: Readonly<Record<string, string>> = {
  "prod/pages/authority-a": "certificate a",
  "prod/pages/authority-b": "certificate b",
  "prod/pages/web-a": '{"username":"web-a","password":"of-web"}',
  "prod/sessions/report": '{"username":"report","password":"of-report"}',
};
const secretsManager = jest.fn((name: string) => Promise.resolve(TEXTS[name] ?? "of-a-command"));
afterEach(() => secretsManager.mockClear());

test("everything that a ring's secrets are needed for reads them without waiting", async () => {
  const read = await withSecrets(ring, { secretsManager });
  expect(readAuthority(read)).toBe("certificate a\ncertificate b\n");
  expect(readLogin(read, "web")).toEqual({ login: "web-a", password: "of-web" });
  expect(secretsManager).toHaveBeenCalledTimes(3);
  expect(await withSecrets(read, { secretsManager })).toBe(read);
});

test("a cluster's passwords and secret names are read, each once", async () => {
  const as = { secretsManager: "prod/sessions/config" };
  const renamedCommands = [
    { command: "CONFIG", as },
    { command: "BGSAVE", as },
    { command: "KEYS", as: null },
  ];
  const manifest = { ...cluster.manifest, renamedCommands };
  expect(unreadNames({}, secretReferences(manifest))).toEqual([
    "prod/sessions/report",
    "prod/sessions/config",
  ]);
  const read = await withSecrets({ ...cluster, manifest }, { secretsManager });
  expect(redisCredentials(read, "report")).toEqual({ user: "report", password: "of-report" });
  expect(readSecret(as, read)).toBe("of-a-command");
});

test("a manifest without such secrets asks nobody", async () => {
  const host = loadRedisManifest("test/fixtures/manifests/host-redis.json");
  expect(await withSecrets(host, { secretsManager })).toBe(host);
  expect(secretsManager).not.toHaveBeenCalled();
});

test("what was not read before says what to call", () => {
  const error = codedError(() => readAuthority(ring));
  expect(error.code).toBe("SECRET_KIND_UNSUPPORTED");
  expect(error.detail.fix).toContain("withSecrets");
});

test.each([
  ["CredentialsProviderError", "Could not load credentials", "aws sso login"],
  ["Error", "Region is missing", "AWS_REGION"],
  ["AccessDeniedException", "not authorized", "let the program's role read"],
  ["TimeoutError", "socket timed out", "VPC endpoint"],
])("a reading that ends with %s says what to do", async (kind, message, advice) => {
  const failing = () => Promise.reject(Object.assign(new Error(message), { name: kind }));
  const error = await rejection(withSecrets(ring, { secretsManager: failing }));
  expect(error.code).toBe("SECRET_UNREADABLE");
  expect(error.detail.problem).toContain(message);
  expect(error.detail.fix).toContain(advice);
});
