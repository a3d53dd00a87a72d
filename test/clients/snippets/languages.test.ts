import {
  goRedisSnippet,
  lettuceSnippet,
  pythonBinaryMemcachedSnippet,
  redisPySnippet,
  ringConnection,
  snippetConnection,
  stackExchangeRedisSnippet,
  type SnippetConnection,
} from "../../../clients/snippets";
import { loadMemcachedManifest, loadRedisManifest } from "../../../clients/manifest-file";
import { codedError } from "../../support/coded";
import { servedInNetwork } from "../../support/manifest-fixtures";

const directory = "/srv/my app/.cachefort/prod/manifests";
const sessions = {
  ...loadRedisManifest("test/fixtures/manifests/host-redis.json"),
  directory,
};
const docker = servedInNetwork({
  ...loadRedisManifest("test/fixtures/manifests/docker-redis.json"),
  directory,
});
const aws = loadRedisManifest("test/fixtures/manifests/aws-redis.json");
const pages = {
  ...loadMemcachedManifest("test/fixtures/manifests/host-memcached.json"),
  directory,
};

const CLIENTS: [string, (connection: SnippetConnection) => string][] = [
  ["go-redis", goRedisSnippet],
  ["lettuce", lettuceSnippet],
  ["stackexchange-redis", stackExchangeRedisSnippet],
];

it.each(CLIENTS)("%s writes and reads", (_client, snippet) => {
  expect(snippet(snippetConnection(sessions, "api"))).toMatchSnapshot();
});

it.each(CLIENTS)("%s only reads where the user may not write", (_client, snippet) => {
  const text = snippet(snippetConnection(sessions, "report"));
  expect(text).not.toMatch(/\.set\(|\.Set\(|StringSetAsync/);
  expect(text).not.toMatch(/SetArgs|"time"/);
});

it.each(CLIENTS)(
  "%s trusts the machine's own authorities where the manifest does",
  (_c, snippet) => {
    const tls = { ...sessions.manifest.tls, ca: "system" as const };
    const manifest = { ...sessions.manifest, tls };
    const text = snippet(snippetConnection({ ...sessions, manifest }, "api"));
    expect(text).not.toMatch(/x509|java\.io\.File|X509|trustManager|RootCAs|CertificateValidation/);
  },
);

it.each([...CLIENTS, ["redis-py", redisPySnippet]] as typeof CLIENTS)(
  "%s: CONNECT_CLIENT_WITHOUT_IAM",
  (client, snippet) => {
    const error = codedError(() => snippet(snippetConnection(aws, "api")));
    expect(error.code).toBe("CONNECT_CLIENT_WITHOUT_IAM");
    expect(error.message).toContain(client);
  },
);

it.each([
  ["go-redis", goRedisSnippet],
  ["lettuce", lettuceSnippet],
] as typeof CLIENTS)("%s translates what nodes announce", (_client, snippet) => {
  expect(snippet(snippetConnection(docker, "api"))).toMatchSnapshot();
  expect(snippet(snippetConnection(docker, "api", "network"))).not.toContain("127.0.0.1");
});

it("stackexchange-redis: CONNECT_CLIENT_WITHOUT_MAP on the machine, not in the network", () => {
  const error = codedError(() => stackExchangeRedisSnippet(snippetConnection(docker, "api")));
  expect(error.code).toBe("CONNECT_CLIENT_WITHOUT_MAP");
  expect(stackExchangeRedisSnippet(snippetConnection(docker, "api", "network"))).toContain(
    '{ "cachefort-docker-sessions-0-0", 7200 }',
  );
});

it("python-binary-memcached has a client for each server and the ring of all other clients", () => {
  expect(pythonBinaryMemcachedSnippet(ringConnection(pages, "web", "machine"))).toMatchSnapshot();
});

it("python-binary-memcached hashes by the name in the network and dials the machine", () => {
  const manifest = loadMemcachedManifest("test/fixtures/manifests/docker-memcached.json");
  const served = servedInNetwork(manifest);
  const servers = served.manifest.nodes.map(({ port, ref }) => `${ref}:${port}`);
  const ring = { ...served.manifest.ring, servers };
  const named = { ...served, manifest: { ...served.manifest, ring } };
  expect(pythonBinaryMemcachedSnippet(ringConnection(named, "web", "machine"))).toContain(
    '"cachefort-docker-pages-0:11511": Client(("127.0.0.1:11511",), "web", password, tls_context=tls)',
  );
});
