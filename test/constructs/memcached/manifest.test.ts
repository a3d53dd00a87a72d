import { readManifest } from "../../../constructs/core/manifest-reader";
import { memcachedManifest } from "../../../constructs/memcached/manifest";
import { createMemcachedModel } from "../../../constructs/memcached/model";

const references = {
  target: "host" as const,
  authority: { file: "../secrets/ca.crt" },
  password: (user: string) => ({ file: `../secrets/${user}.password` }),
  node: (id: string) => `pages/${id}`,
};

function manifestOf(nodes: number, passwordDatabase = false): ReturnType<typeof memcachedManifest> {
  const props = { name: "pages", nodes, users: [{ name: "api" }, { name: "worker" }] };
  const build = { version: "1.6.18", passwordDatabase };
  return memcachedManifest(createMemcachedModel("local", props, { build }), references);
}

describe("memcachedManifest", () => {
  test("names everything and holds no secret", () => {
    expect(manifestOf(2)).toEqual({
      schema: "cachefort.manifest/v1",
      environment: "local",
      target: "host",
      kind: "memcached",
      name: "pages",
      engine: { name: "memcached", version: "1.6.18" },
      nodes: [
        { id: "0", host: "127.0.0.1", port: 11311, ref: "pages/0" },
        { id: "1", host: "127.0.0.1", port: 11312, ref: "pages/1" },
      ],
      ring: {
        algorithm: "ketama-weighted",
        points: 160,
        servers: ["127.0.0.1:11311", "127.0.0.1:11312"],
      },
      sasl: { mechanism: "PLAIN", login: "user@realm", realm: "cachefort" },
      tls: { ca: { file: "../secrets/ca.crt" }, minVersion: "TLSv1.2" },
      users: [
        { name: "api", auth: { password: { file: "../secrets/api.password" } } },
        { name: "worker", auth: { password: { file: "../secrets/worker.password" } } },
      ],
    });
  });

  test("a client notices nothing of the kind of user database", () => {
    expect(manifestOf(1, true).sasl).toEqual(manifestOf(1, false).sasl);
  });

  test.each([
    [24, 160],
    [25, 156],
    [100, 156],
  ])("a ring of %d servers has %d points each", (nodes, points) => {
    expect(manifestOf(nodes).ring.points).toBe(points);
  });

  test.each([1, 25])("the reader takes a manifest of %d nodes", (nodes) => {
    const written = JSON.parse(JSON.stringify(manifestOf(nodes))) as unknown;
    expect(readManifest(written, "test")).toEqual(manifestOf(nodes));
  });
});
