import type { AwsMemcachedProps } from "../../../../constructs/memcached/aws/aws-memcached-props";
import { memcachedArguments } from "../../../../constructs/memcached/arguments";
import { ringModel } from "../../../support/aws-ring-model";
import { codedError } from "../../../support/coded";

test("each node has a name of its own, and all have memcached's port", () => {
  const { nodes } = ringModel();
  expect(nodes).toEqual(
    ["0", "1", "2"].map((id) => ({
      id,
      host: `pages-${id}.prod.cachefort.internal`,
      port: 11211,
      hasOwnMachine: true,
    })),
  );
});

test("a node listens at every address of its task, and for its health check at loopback alone", () => {
  const model = ringModel({ port: 11500 });
  const [node] = model.nodes;
  const files = { certificate: "/c", key: "/k", authority: "/a" };
  const list = node === undefined ? [] : memcachedArguments(model, node, files);
  expect(list[list.indexOf("-l") + 1]).toBe("0.0.0.0:11500,notls:127.0.0.1:1024");
});

test("the image is the official one in the account's own registry", () => {
  expect(ringModel().image).toMatchObject({
    registry: "012345678901.dkr.ecr.eu-central-1.amazonaws.com",
    repository: "cachefort/memcached",
    tag: "1.6.45-bookworm",
    uid: 11211,
  });
});

test("one certificate is good for every node, those that come later as well", () => {
  expect(ringModel().certificate).toEqual({
    names: { commonName: "prod-pages", dnsNames: ["*.prod.cachefort.internal"], ipAddresses: [] },
    rotation: 0,
  });
});

test.each([
  [{}, [["web", true, 1]]],
  [{ rotation: 2 }, [["web", true, 3]]],
  [
    { alternating: true },
    [
      ["web", true, 1],
      ["web-b", false, 1],
    ],
  ],
  [
    { alternating: true, rotation: 1 },
    [
      ["web", false, 1],
      ["web-b", true, 2],
    ],
  ],
  [
    { alternating: true, rotation: 2 },
    [
      ["web", true, 3],
      ["web-b", false, 2],
    ],
  ],
])("with %j a user logs in as %j", (web, expected) => {
  const { logins } = ringModel({ authentication: { web } });
  expect(logins.map((l) => [l.name, l.isActive, l.passwordVersion])).toEqual(expected);
  expect(logins.map(({ secret }) => secret)).toEqual(
    logins.map(({ name }) => `prod/pages/users/${name}`),
  );
});

test("the task has memory for items, pages beyond their limit and connections", () => {
  expect(ringModel().size).toEqual({ cpuUnits: 256, memoryMib: 512 });
  expect(ringModel({ memoryMib: 3000 }).size).toEqual({ cpuUnits: 512, memoryMib: 4096 });
  expect(ringModel({ maxConnections: 16_384 }).size).toEqual({ cpuUnits: 256, memoryMib: 2048 });
});

test.each<[string, Partial<AwsMemcachedProps>, string]>([
  ["AWS_ROTATION", { authentication: { web: { rotation: -1 } } }, "authentication.web.rotation"],
  ["AWS_ROTATION", { certificateRotation: 1.5 }, "certificateRotation"],
  ["MEMCACHED_USER_RESERVED", { users: [{ name: "cf-metrics" }] }, "cf-metrics"],
  ["MEMCACHED_USER_UNKNOWN", { authentication: { wbe: {} } }, "wbe"],
  [
    "MEMCACHED_LOGIN_TWICE",
    {
      users: [{ name: "web" }, { name: "web-b" }],
      authentication: { web: { alternating: true } },
    },
    "web-b",
  ],
  [
    "MEMCACHED_SASLDB_ON_AWS",
    {
      image: {
        ...{ repository: "m", tag: "1", uid: 1, gid: 1, version: "1.6.45" },
        userDatabase: "sasldb",
      },
    },
    "sasldb",
  ],
  [
    "MEMCACHED_BELOW_FLOOR",
    { image: { repository: "m", tag: "1", uid: 1, gid: 1, version: "1.6.30" } },
    "1.6.30",
  ],
  ["MEMCACHED_LOG_RETENTION", { logRetentionDays: 90 }, "365"],
  ["MEMCACHED_METRICS_SECONDS", { metricsSeconds: 5 }, "10"],
  ["MEMCACHED_PORT_INVALID", { port: 80 }, "1024"],
  ["FARGATE_MEMORY", { memoryMib: 200_000 }, "122880"],
])("%s refuses %j", (code, props, part) => {
  const error = codedError(() => ringModel(props));
  expect(error.code).toBe(code);
  expect(error.message).toContain(part);
});

test("the last port is one that every node can have", () => {
  expect(ringModel({ port: 65_535, nodes: 100 }).nodes).toHaveLength(100);
});
