import { connectText, type ConnectOptions } from "../../cli/connect";
import { loadManifest, type LoadedManifest } from "../../clients/manifest-file";
import { codedError } from "../support/coded";
import { connectionsOfFixtures } from "../support/manifest-fixtures";

const fixture = (name: string): LoadedManifest =>
  loadManifest(`test/fixtures/manifests/${name}.json`);
const sessions = fixture("host-redis");
const pages = fixture("host-memcached");
const both = [sessions, pages];
const ask = (
  options: Partial<ConnectOptions>,
  manifests: readonly LoadedManifest[] = both,
): string => connectText(manifests, "local", { format: "shell", from: "machine", ...options });

it.each<[string, Partial<ConnectOptions>, string]>([
  ["a cluster by redis-cli", {}, "redis-cli -c --tls"],
  ["a ring by the kit's client", { name: "pages" }, "connectMemcached("],
  ["the ring that alone fits the client", { client: "python-binary-memcached" }, "bmemcached"],
  ["the cluster that fits the client", { client: "go-redis" }, "github.com/redis/go-redis"],
  ["the cluster, where a client fits both", { client: "cachefort" }, "connectRedis("],
  ["the ring, where a client fits both", { client: "cachefort", name: "pages" }, "pages.json"],
  ["the cluster in a format", { format: "env" }, "REDIS_NODES="],
  ["a ring in a format", { format: "env", name: "pages" }, "MEMCACHED_SERVERS="],
  ["a user that is named", { format: "json", user: "report" }, '"user": "report"'],
  ["a service of Compose", { format: "compose" }, "services:\n"],
])("connects to %s", (_what, options, text) => {
  expect(ask(options)).toContain(text);
});

it("connects to a ring where there is no cluster", () => {
  expect(ask({}, [pages])).toContain("connectMemcached(");
});

it("asks for no user of a ring that knows none", () => {
  if (pages.manifest.kind !== "memcached") throw new Error("no ring");
  const { sasl: _sasl, ...manifest } = pages.manifest;
  const open = { ...pages, manifest: { ...manifest, users: [] } };
  expect(ask({ format: "env" }, [open])).not.toContain("MEMCACHED_USERNAME");
  const python = ask({ client: "python-binary-memcached" }, [open]);
  expect(python).not.toContain("password");
});

it.each<[string, Partial<ConnectOptions>, readonly LoadedManifest[]]>([
  ["CONNECT_CLUSTER_UNCLEAR", {}, [sessions, { ...sessions }]],
  ["CONNECT_CLUSTER_UNCLEAR", { name: "queue" }, both],
  ["CONNECT_CLIENT_UNFIT", { name: "pages", client: "redis-py" }, both],
  ["CONNECT_CLIENT_UNFIT", { name: "sessions", client: "python-binary-memcached" }, both],
  ["CONNECT_CLIENT_UNUSED", { format: "json", client: "redis-py" }, both],
  ["CONNECT_USER_UNKNOWN", { user: "nobody" }, both],
  ["CONNECT_USER_UNKNOWN", { name: "pages", user: "nobody" }, both],
])("%s: %j", (code, options, manifests) => {
  expect(codedError(() => ask(options, manifests)).code).toBe(code);
});

it("names the clients that fit when one does not", () => {
  const error = codedError(() => ask({ name: "pages", client: "redis-py" }));
  expect(error.message).toContain("cachefort, python-binary-memcached");
});

it.each(connectionsOfFixtures())("gives %s in every format, on every target", (_what, at, user) => {
  const directory = "/srv/app/.cachefort/prod/manifests";
  for (const format of ["env", "json", "compose"] as const) {
    expect(
      ask({ format, ...(user === undefined ? {} : { user }) }, [{ ...at, directory }]),
    ).not.toBe("");
  }
});
