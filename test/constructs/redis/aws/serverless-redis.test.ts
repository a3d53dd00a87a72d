import { TerraformOutput } from "cdktf";
import { awsEnvironment } from "../../../../constructs/aws/aws-environment";
import { manifest as manifestSchema } from "../../../../constructs/core/manifest";
import type { ServerlessRedisProps } from "../../../../constructs/redis/aws/serverless-redis-model";
import { UserAuthentication } from "../../../../constructs/redis/aws/user-authentication";
import { RedisEngine } from "../../../../constructs/redis/engine";
import { RedisUser } from "../../../../constructs/redis/user";
import { environment } from "../../../support/aws";
import { existingPlace } from "../../../support/aws-cluster";
import { awsServerless } from "../../../support/aws-serverless";
import { codedError } from "../../../support/coded";
import { Template, type JsonObject } from "../../../support/template";

type Props = Partial<ServerlessRedisProps>;

const CACHE = "aws_elasticache_serverless_cache";
const SNAPSHOT = "arn:aws:elasticache:eu-central-1:012345678901:serverlesscachesnapshot:older";
const api = RedisUser.readWrite("api", { keys: ["session:*"] });

const templateOf = (props: Props = {}): Template => Template.of(awsServerless(props).stack);
const cacheOf = (props: Props = {}): JsonObject => templateOf(props).resource(CACHE, "sessions");

test("a cache is encrypted with the place's key, in its subnets, and kept", () => {
  const { "//": _, ...cache } = cacheOf();
  expect(cache).toEqual({
    name: "prod-sessions",
    description: "Cache sessions of prod",
    engine: "valkey",
    major_engine_version: "8",
    daily_snapshot_time: "01:00",
    snapshot_retention_limit: 7,
    kms_key_id: expect.stringMatching(/^arn:aws:kms:/),
    security_group_ids: [expect.stringMatching(/^\$\{aws_security_group\.sessions_\S+\.id\}$/)],
    subnet_ids: ["a", "b", "c"].map((zone) => `subnet-0123456789abcdef${zone}`),
    user_group_id: "${aws_elasticache_user_group.sessions.user_group_id}",
    lifecycle: { prevent_destroy: true },
  });
});

/** A value beside the default, and what it changes in the cache. */
test.each<[keyof ServerlessRedisProps, Props, object]>([
  ["engine", { engine: RedisEngine.redis("7.1") }, { engine: "redis", major_engine_version: "7" }],
  [
    "storageGb",
    { storageGb: { min: 2, max: 10 } },
    { cache_usage_limits: [{ data_storage: [{ minimum: 2, maximum: 10, unit: "GB" }] }] },
  ],
  [
    "ecpuPerSecond",
    { ecpuPerSecond: { max: 5000 } },
    { cache_usage_limits: [{ ecpu_per_second: [{ maximum: 5000 }] }] },
  ],
  ["snapshotTime", { snapshotTime: "04:30" }, { daily_snapshot_time: "04:30" }],
  ["snapshotRetentionDays", { snapshotRetentionDays: 0 }, { snapshot_retention_limit: 0 }],
  [
    "snapshotArnsToRestore",
    { snapshotArnsToRestore: [SNAPSHOT] },
    { snapshot_arns_to_restore: [SNAPSHOT] },
  ],
  ["removalPolicy", { removalPolicy: "destroy" }, { lifecycle: { prevent_destroy: false } }],
])("%s", (_prop, props, part) => {
  expect(cacheOf(props)).toMatchObject(part);
  expect(cacheOf()).not.toMatchObject(part);
});

test("one limit is set without the other", () => {
  const [limits] = cacheOf({ storageGb: { max: 10 } })["cache_usage_limits"] as [JsonObject];
  expect(limits).toEqual({ data_storage: [{ maximum: 10, unit: "GB" }] });
});

test("options of nodes are refused", () => {
  const props: object = { shards: 3 };
  expect(codedError(() => awsServerless(props)).code).toBe("ELASTICACHE_SERVERLESS_OPTION");
});

test("its addresses begin with its name", () => {
  const { resource } = templateOf({ users: [api] }).toJson();
  const addresses = Object.entries(resource as Record<string, object>).flatMap(([type, byId]) =>
    Object.keys(byId).map((id) => `${type}.${id}`),
  );
  expect(addresses.sort()).toEqual([
    "aws_elasticache_serverless_cache.sessions",
    ...["api", "cf-health", "cf-metrics", "cf-operator", "cf-smoke"].map(
      (user) => `aws_elasticache_user.sessions_${user}`,
    ),
    "aws_elasticache_user_group.sessions",
    expect.stringMatching(/^aws_security_group\.sessions_security-group_[0-9A-F]{8}$/),
  ]);
});

describe("users", () => {
  test("log in by IAM, in a group of the cache's own", () => {
    const template = templateOf({ users: [api] });
    expect(template.resource("aws_elasticache_user", "sessions_api")).toMatchObject({
      user_id: "prod-sessions-api",
      user_name: "prod-sessions-api",
      engine: "valkey",
      authentication_mode: { type: "iam" },
    });
    expect(template.resource("aws_elasticache_user_group", "sessions")).toMatchObject({
      user_group_id: "prod-sessions",
      engine: "valkey",
      user_ids: expect.arrayContaining(["${aws_elasticache_user.sessions_api.user_id}"]),
    });
  });

  test("of engine redis have a default one that may do nothing", () => {
    const template = templateOf({ engine: RedisEngine.redis("7.1") });
    expect(template.resource("aws_elasticache_user", "sessions_default")).toMatchObject({
      user_name: "default",
      access_string: "off resetchannels -@all",
    });
  });

  test("with a password get it by an ephemeral variable", () => {
    const authentication = { api: UserAuthentication.password() };
    expect(templateOf({ users: [api], authentication }).toJson()).toMatchObject({
      variable: { sessions_api_password: { ephemeral: true, sensitive: true } },
      resource: { aws_elasticache_user: { sessions_api: { passwords_wo_version: 1 } } },
    });
  });
});

test("nobody reaches it until they are named; then they reach primary and replicas", () => {
  const { cache, stack } = awsServerless();
  const rules = () =>
    Object.values(Template.of(stack).resources("aws_vpc_security_group_ingress_rule"));
  expect(rules()).toEqual([]);
  cache.connections.allowDefaultPortFrom("sg-0123456789abcdef1", "API reads and writes sessions");
  expect(rules()).toMatchObject([{ from_port: 6379 }, { from_port: 6380 }]);
});

test("its manifest is one, but for the names that Terraform learns", () => {
  const { cache, stack } = awsServerless({ users: [api] });
  expect(manifestSchema.parse(cache.manifest)).toEqual(cache.manifest);
  new TerraformOutput(stack, "manifest", { value: cache.manifest });
  const host = "${aws_elasticache_serverless_cache.sessions.endpoint[0].address}";
  const reader = "${aws_elasticache_serverless_cache.sessions.reader_endpoint[0].address}";
  expect(Template.of(stack).outputs()["manifest"]).toMatchObject({
    entrypoints: [{ host, port: 6379 }],
    nodes: [
      { host, port: 6379 },
      { host: reader, port: 6380 },
    ],
  });
});

test("what the service decides, and grants that are risky, are told as warnings", () => {
  const admin = RedisUser.custom("admin", { keys: ["*"], commands: ["+@all"] });
  const { cache } = awsServerless({ users: [admin] });
  const told = cache.node.metadata.map(({ data }) => String(data));
  expect(told).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^sessions: engine is valkey 8: /),
      expect.stringMatching(/admin.*every key/),
    ]),
  );
});

test("in GovCloud the service's own key encrypts, and a warning says so", () => {
  const region = "us-gov-west-1";
  const { cache, stack } = awsServerless(
    {},
    existingPlace({ environment: awsEnvironment({ ...environment, region }) }),
  );
  expect(Template.of(stack).resource(CACHE, "sessions")).not.toHaveProperty("kms_key_id");
  expect(cache.node.metadata.map(({ data }) => String(data))).toContainEqual(
    expect.stringContaining("GovCloud"),
  );
});

describe("a grant", () => {
  test("lets a role log in to this cache, as one user", () => {
    const { cache, stack } = awsServerless({ users: [api] });
    cache.grantConnect("api", "api");
    const policy = Template.of(stack).resource("aws_iam_role_policy", "sessions");
    const { Statement } = JSON.parse(policy["policy"] as string) as { Statement: JsonObject[] };
    expect(Statement).toMatchObject([
      {
        Effect: "Allow",
        Action: "elasticache:Connect",
        Resource: [
          "arn:aws:elasticache:eu-central-1:012345678901:serverlesscache:prod-sessions",
          "arn:aws:elasticache:eu-central-1:012345678901:user:prod-sessions-api",
        ],
      },
    ]);
  });

  test("names a user that there is", () => {
    const { cache } = awsServerless({ users: [api] });
    expect(codedError(() => cache.grantConnect("api", "apo")).code).toBe("ELASTICACHE_GRANT");
  });
});

test("a cache that is there already is imported by the next deployment", () => {
  const { cache, stack } = awsServerless();
  cache.importExisting();
  expect(Template.of(stack).toJson()["import"]).toEqual([
    { id: "prod-sessions", to: "aws_elasticache_serverless_cache.sessions" },
  ]);
});
