import { Token } from "cdktf";
import type { AwsElastiCacheMemcachedProps } from "../../../../constructs/memcached/aws/elasticache-props";
import { nodeNumber } from "../../../../constructs/memcached/aws/elasticache-model";
import { elastiCacheModel, ZONES } from "../../../support/aws-elasticache-ring";
import { codedError } from "../../../support/coded";

type Props = Partial<AwsElastiCacheMemcachedProps>;
const [A = "", B = "", C = ""] = ZONES;

test("the defaults", () => {
  expect(elastiCacheModel()).toEqual({
    environment: "prod",
    name: "pages",
    id: "prod-pages",
    nodeType: "cache.t4g.small",
    version: "1.6.22",
    port: 11211,
    zones: [A, B, C],
    parameterGroup: {
      name: expect.stringMatching(/^prod-pages-memcached1-6-[0-9a-f]{8}$/),
      family: "memcached1.6",
      parameters: [
        { name: "disable_flush_all", value: "1" },
        { name: "idle_timeout", value: "0" },
        { name: "max_item_size", value: "1048576" },
        { name: "memcached_connections_overhead", value: "100" },
      ],
    },
    maintenanceWindow: "sun:03:00-sun:04:00",
    removalPolicy: "retain",
  });
});

test.each<[Props, object]>([
  [{ name: "carts" }, { name: "carts", id: "prod-carts" }],
  [{ nodes: 5 }, { zones: [A, B, C, A, B] }],
  [{ nodes: 2, zones: [C, C] }, { zones: [C, C] }],
  [{ nodeType: "cache.r7g.large" }, { nodeType: "cache.r7g.large" }],
  [{ engineVersion: "1.6.12" }, { version: "1.6.12" }],
  [{ port: 12000 }, { port: 12000 }],
  [{ maintenanceWindow: "mon:22:00-tue:01:00" }, { maintenanceWindow: "mon:22:00-tue:01:00" }],
  [{ removalPolicy: "destroy" }, { removalPolicy: "destroy" }],
])("%j makes %j", (props, made) => {
  expect(elastiCacheModel(props)).toMatchObject(made);
});

test.each<[Props, string, string]>([
  [{ allowFlushAll: true }, "disable_flush_all", "0"],
  [{ idleTimeoutSeconds: 300 }, "idle_timeout", "300"],
  [{ maxItemSizeBytes: 4 * 1024 * 1024 }, "max_item_size", "4194304"],
  [{ connectionOverheadMib: 200 }, "memcached_connections_overhead", "200"],
])("%j is a parameter, and names another group", (props, name, value) => {
  const { parameterGroup } = elastiCacheModel(props);
  expect(parameterGroup.parameters).toContainEqual({ name, value });
  expect(parameterGroup.name).not.toBe(elastiCacheModel().parameterGroup.name);
});

const TOKEN = Token.asString({ a: "token" });
const refused = (props: object) => codedError(() => elastiCacheModel(props));

test.each<[string, object]>([
  ["ELASTICACHE_MEMCACHED_NO_LOGIN", { withoutAuthentication: false }],
  ["ELASTICACHE_MEMCACHED_NO_LOGIN", { withoutAuthentication: undefined }],
  ["ELASTICACHE_MEMCACHED_NO_LOGIN", { withoutAuthentication: "yes" }],
  ["MEMCACHED_NAME_INVALID", { name: "Pages" }],
  ["ELASTICACHE_ID", { name: "a".repeat(40) }],
  ["ELASTICACHE_MEMCACHED_NODES", { nodes: 0 }],
  ["ELASTICACHE_MEMCACHED_NODES", { nodes: 61 }],
  ["ELASTICACHE_MEMCACHED_NODES", { nodes: 2.5 }],
  ["TOKEN_NOT_ALLOWED", { nodes: Token.asNumber({ count: 3 }) }],
  ["ELASTICACHE_NODE_TYPE", { nodeType: "r7g.large" }],
  ["ELASTICACHE_NODE_TYPE_GONE", { nodeType: "cache.t2.micro" }],
  ["ELASTICACHE_MEMCACHED_NODE_TYPE", { nodeType: "cache.r6gd.xlarge" }],
  ["TOKEN_NOT_ALLOWED", { nodeType: TOKEN }],
  ["ELASTICACHE_MEMCACHED_VERSION", { engineVersion: "1.6.11" }],
  ["ELASTICACHE_MEMCACHED_VERSION", { engineVersion: "1.5.16" }],
  ["ELASTICACHE_MEMCACHED_VERSION", { engineVersion: "1.6" }],
  ["ELASTICACHE_MEMCACHED_VERSION", { engineVersion: "1.7.1" }],
  ["TOKEN_NOT_ALLOWED", { engineVersion: TOKEN }],
  ["ELASTICACHE_MEMCACHED_ZONES", { zones: [A, B] }],
  ["ELASTICACHE_MEMCACHED_ZONES", { zones: [A, B, "us-east-1a"] }],
  ["TOKEN_NOT_ALLOWED", { nodes: 1, zones: [TOKEN] }],
  ["MEMCACHED_PORT_INVALID", { port: 1023 }],
  ["ELASTICACHE_MEMCACHED_ITEM_SIZE", { maxItemSizeBytes: 129 * 1024 * 1024 }],
  ["ELASTICACHE_MEMCACHED_ITEM_SIZE", { maxItemSizeBytes: 1024 * 1024 + 1 }],
  ["ELASTICACHE_MEMCACHED_OVERHEAD", { connectionOverheadMib: 9 }],
  ["ELASTICACHE_MEMCACHED_IDLE", { idleTimeoutSeconds: 86_401 }],
  ["ELASTICACHE_MAINTENANCE_WINDOW", { maintenanceWindow: "sun:03:00-sun:03:30" }],
])("%s: %j", (code, props) => {
  expect(refused(props).code).toBe(code);
});

test.each([
  ["applyImmediately", false],
  ["authentication", {}],
  ["image", {}],
  ["maxConnections", 1024],
  ["memoryMib", 64],
  ["threads", 4],
  ["users", [{ name: "web" }]],
])("a ring that knows no login has no %s, and says why", (prop, value) => {
  const error = refused({ [prop]: value });
  expect(error.code).toBe("ELASTICACHE_MEMCACHED_PROP");
  expect(error.message).toContain(`has no ${prop}: `);
  expect(() => elastiCacheModel({ [prop]: undefined })).not.toThrow();
});

test("the refusal of a ring without a login names the one that has logins", () => {
  expect(refused({ withoutAuthentication: false }).message).toContain("AwsMemcached");
});

test("an item size that does not fit is rounded up in the advice", () => {
  expect(refused({ maxItemSizeBytes: 1_100_000 }).detail.fix).toContain("1572864");
});

test("nodes are numbered as ElastiCache does", () => {
  expect([0, 9, 59].map(nodeNumber)).toEqual(["0001", "0010", "0060"]);
});
