import { awsEnvironment } from "../../../../constructs/aws/aws-environment";
import { AwsSecurityGroup } from "../../../../constructs/aws/security-group";
import { manifest as manifestSchema } from "../../../../constructs/core/manifest";
import type { AwsRedisClusterProps } from "../../../../constructs/redis/aws/aws-redis-props";
import { UserAuthentication } from "../../../../constructs/redis/aws/user-authentication";
import { RedisEngine } from "../../../../constructs/redis/engine";
import { RedisUser } from "../../../../constructs/redis/user";
import { environment } from "../../../support/aws";
import { awsCluster, existingPlace } from "../../../support/aws-cluster";
import { codedError } from "../../../support/coded";
import { Template, type JsonObject } from "../../../support/template";

type Props = Partial<AwsRedisClusterProps>;

const api = RedisUser.readWrite("api", { keys: ["session:*"] });
const LARGE = "cache.r7g.large";

function groupOf(props: Props = {}): JsonObject {
  return Template.of(awsCluster(props).stack).resource(
    "aws_elasticache_replication_group",
    "sessions",
  );
}

test("a cluster is encrypted on every link and at rest, spread over zones, and kept", () => {
  expect(groupOf()).toMatchObject({
    replication_group_id: "prod-sessions",
    engine: "valkey",
    engine_version: "8.1",
    cluster_mode: "enabled",
    num_node_groups: 3,
    replicas_per_node_group: 1,
    automatic_failover_enabled: true,
    multi_az_enabled: true,
    transit_encryption_enabled: true,
    transit_encryption_mode: "required",
    at_rest_encryption_enabled: "true",
    kms_key_id: expect.stringMatching(/^arn:aws:kms:/),
    auto_minor_version_upgrade: "true",
    apply_immediately: false,
    final_snapshot_identifier: "prod-sessions-final",
    user_group_ids: ["${aws_elasticache_user_group.sessions.user_group_id}"],
    parameter_group_name: "${aws_elasticache_parameter_group.sessions.name}",
    subnet_group_name: "${aws_elasticache_subnet_group.sessions.name}",
    lifecycle: { prevent_destroy: true },
  });
  expect(groupOf()).not.toHaveProperty("auth_token");
});

/** A value beside the default, and what it changes in the replication group. */
const EFFECTS: readonly (readonly [
  prop: keyof AwsRedisClusterProps,
  props: Props,
  part: object,
])[] = [
  ["engine", { engine: RedisEngine.redis("7.1") }, { engine: "redis", engine_version: "7.1" }],
  ["shards", { shards: 5 }, { num_node_groups: 5 }],
  ["replicasPerShard", { replicasPerShard: 2 }, { replicas_per_node_group: 2 }],
  ["replicationGroupId", { replicationGroupId: "ours" }, { replication_group_id: "ours" }],
  ["nodeType", { nodeType: LARGE }, { node_type: LARGE }],
  ["port", { port: 7000 }, { port: 7000 }],
  ["multiAz", { multiAz: false }, { multi_az_enabled: false }],
  [
    "maintenanceWindow",
    { maintenanceWindow: "mon:04:00-mon:05:00" },
    { maintenance_window: "mon:04:00-mon:05:00" },
  ],
  ["snapshotWindow", { snapshotWindow: "05:00-06:00" }, { snapshot_window: "05:00-06:00" }],
  ["snapshotRetentionDays", { snapshotRetentionDays: 0 }, { snapshot_retention_limit: 0 }],
  [
    "snapshotToRestore",
    { snapshotToRestore: { snapshotName: "older" } },
    { snapshot_name: "older" },
  ],
  [
    "snapshotToRestore",
    { snapshotToRestore: { s3Arns: ["arn:aws:s3:::backups/a.rdb", "arn:aws:s3:::backups/b.rdb"] } },
    { snapshot_arns: ["arn:aws:s3:::backups/a.rdb", "arn:aws:s3:::backups/b.rdb"] },
  ],
  [
    "networkType",
    { nodeType: LARGE, networkType: "dual_stack" },
    { network_type: "dual_stack", ip_discovery: "ipv4" },
  ],
  [
    "networkType",
    { nodeType: LARGE, networkType: "ipv6" },
    { network_type: "ipv6", ip_discovery: "ipv6" },
  ],
  [
    "dataTiering",
    { nodeType: "cache.r6gd.xlarge", dataTiering: true },
    { data_tiering_enabled: true },
  ],
  [
    "parameterGroup",
    { parameterGroup: { name: "ours", family: "valkey8" } },
    { parameter_group_name: "ours" },
  ],
  ["applyImmediately", { applyImmediately: true }, { apply_immediately: true }],
  ["removalPolicy", { removalPolicy: "destroy" }, { lifecycle: { prevent_destroy: false } }],
  [
    "autoscaling",
    { nodeType: LARGE, autoscaling: { shards: { min: 3, max: 6, targetPercent: 60 } } },
    { lifecycle: { ignore_changes: ["num_node_groups"] } },
  ],
  [
    "autoscaling",
    { nodeType: LARGE, autoscaling: { replicas: { min: 1, max: 3, targetPercent: 60 } } },
    { lifecycle: { ignore_changes: ["replicas_per_node_group"] } },
  ],
  [
    "logs",
    { logs: { slow: false, format: "text" } },
    { log_delivery_configuration: [{ log_type: "engine-log", log_format: "text" }] },
  ],
];

test.each(EFFECTS)("%s", (_, props, part) => {
  expect(groupOf(props)).toMatchObject(part);
  expect(groupOf()).not.toMatchObject(part);
});

test("without a final snapshot", () => {
  expect(groupOf({ finalSnapshot: false })).not.toHaveProperty("final_snapshot_identifier");
});

test("shards with slots and zones of their own ask for a provider that takes them", () => {
  const slots = ["0-5460", "5461-10922", "10923-16383"];
  const nodeGroups = slots.map((range) => ({
    slots: range,
    primaryZone: "eu-central-1a",
    replicaZones: ["eu-central-1b"],
  }));
  const group = groupOf({ nodeGroups });
  expect(group).not.toHaveProperty("num_node_groups");
  expect(group["node_group_configuration"]).toEqual(
    slots.map((range, shard) => ({
      node_group_id: `000${shard + 1}`,
      slots: range,
      primary_availability_zone: "eu-central-1a",
      replica_count: 1,
      replica_availability_zones: ["eu-central-1b"],
    })),
  );
  const { terraform } = Template.of(awsCluster({ nodeGroups }).stack).toJson();
  expect(terraform).toMatchObject({
    required_providers: { aws: { version: ">= 6.25.0, < 7.0.0" } },
  });
});

test.each(["shards", "replicas"] as const)("%s scale by themselves", (what) => {
  const template = Template.of(
    awsCluster({
      nodeType: LARGE,
      autoscaling: { [what]: { min: 1, max: 5, targetPercent: 55 } },
    }).stack,
  );
  expect(template.resource("aws_appautoscaling_target", "sessions")).toMatchObject({
    min_capacity: 1,
    max_capacity: 5,
    resource_id: "replication-group/${aws_elasticache_replication_group.sessions.id}",
  });
  expect(template.resource("aws_appautoscaling_policy", "sessions")).toMatchObject({
    target_tracking_scaling_policy_configuration: { target_value: 55 },
  });
});

describe("users", () => {
  test("log in by IAM, and no password exists anywhere", () => {
    const template = Template.of(awsCluster({ users: [api] }).stack);
    expect(template.resource("aws_elasticache_user", "sessions_api")).toMatchObject({
      user_id: "prod-sessions-api",
      user_name: "prod-sessions-api",
      authentication_mode: { type: "iam" },
    });
    expect(template.toJson()).not.toHaveProperty("variable");
    expect(template.resources("aws_secretsmanager_secret")).toEqual({});
  });

  test("of a group of engine redis, an own default user may do nothing", () => {
    const template = Template.of(awsCluster({ engine: RedisEngine.redis("7.1") }).stack);
    expect(template.resource("aws_elasticache_user", "sessions_default")).toMatchObject({
      user_id: "prod-sessions-default",
      user_name: "default",
      access_string: "off resetchannels -@all",
      authentication_mode: { type: "no-password-required" },
    });
    const group = template.resource("aws_elasticache_user_group", "sessions");
    expect(group["user_ids"]).toContain("${aws_elasticache_user.sessions_default.user_id}");
  });

  test("a password comes from an ephemeral variable, and only write-only arguments take it", () => {
    const authentication = { api: UserAuthentication.password({ rotation: 1 }) };
    const template = Template.of(awsCluster({ users: [api], authentication }).stack);
    const json = template.toJson();
    expect(json).toMatchObject({
      variable: { sessions_api_password: { ephemeral: true, sensitive: true, nullable: false } },
      terraform: { required_providers: { aws: { version: ">= 6.44.0, < 7.0.0" } } },
    });
    expect(template.resource("aws_elasticache_user", "sessions_api")).toMatchObject({
      passwords_wo: "${var.sessions_api_password}",
      passwords_wo_version: 2,
    });
    expect(template.resource("aws_secretsmanager_secret_version", "sessions_api")).toMatchObject({
      secret_string_wo: expect.stringContaining("var.sessions_api_password"),
      secret_string_wo_version: 2,
      depends_on: ["aws_elasticache_user.sessions_api"],
    });
    const mentions = JSON.stringify(json["resource"]).match(
      /"\w+":"[^"]*(\\"[^"]*)*var\.sessions/g,
    );
    expect(mentions?.map((text) => text.split(":")[0])).toEqual([
      '"passwords_wo"',
      '"secret_string_wo"',
    ]);
  });
});

test("nobody reaches the nodes until they are named", () => {
  const { cluster, stack } = awsCluster();
  const rules = () => Template.of(stack).resources("aws_vpc_security_group_ingress_rule");
  expect(rules()).toEqual({});
  const clients = new AwsSecurityGroup(stack, "api", {
    environment,
    name: "api",
    description: "Servers of the API",
    vpcId: "vpc-0123456789abcdef0",
  });
  cluster.connections.allowDefaultPortFrom(clients, "API reads and writes sessions");
  expect(Object.values(rules())).toMatchObject([{ from_port: 6380, to_port: 6380 }]);
});

test("its manifest is one, but for the end point that Terraform learns", () => {
  const { manifest } = awsCluster({ users: [api] }).cluster;
  const [entrypoint] = manifest.entrypoints;
  expect(entrypoint?.host).toMatch(/^\$\{TfToken\[/);
  expect(manifestSchema.parse(manifest)).toEqual(manifest);
});

test("what the service decides is told as warnings", () => {
  const { cluster } = awsCluster();
  const told = cluster.node.metadata.map(({ data }) => String(data));
  expect(told).toEqual(expect.arrayContaining([expect.stringMatching(/^sessions: nodeTimeoutMs/)]));
});

test("in GovCloud the service's own key encrypts, and a warning says so", () => {
  const region = "us-gov-west-1";
  const place = existingPlace({
    environment: awsEnvironment({ ...environment, region }),
    network: {
      vpcId: "vpc-0123456789abcdef0",
      subnetIds: ["subnet-0123456789abcdef0"],
      availabilityZones: [`${region}a`, `${region}b`],
    },
  });
  const { cluster, stack } = awsCluster({}, place);
  const group = Template.of(stack).resource("aws_elasticache_replication_group", "sessions");
  expect(group).not.toHaveProperty("kms_key_id");
  expect(cluster.node.metadata.map(({ data }) => String(data))).toEqual(
    expect.arrayContaining([expect.stringContaining("GovCloud")]),
  );
});

test("a role logs in as the user that it is granted, and as nobody else", () => {
  const { cluster, stack } = awsCluster({ users: [api] });
  cluster.grantConnect("api", "api");
  const policy = Template.of(stack).resource("aws_iam_role_policy", "sessions");
  expect(policy["role"]).toBe("api");
  const { Statement } = JSON.parse(policy["policy"] as string) as { Statement: object };
  expect(Statement).toEqual([
    {
      Sid: expect.any(String),
      Effect: "Allow",
      Action: "elasticache:Connect",
      Resource: [
        "arn:aws:elasticache:eu-central-1:012345678901:replicationgroup:prod-sessions",
        "arn:aws:elasticache:eu-central-1:012345678901:user:prod-sessions-api",
      ],
    },
  ]);
});

test("a user that is none, or has a password, is not granted", () => {
  const authentication = { api: UserAuthentication.password() };
  const { cluster } = awsCluster({ users: [api], authentication });
  for (const user of ["api", "apo"]) {
    expect(codedError(() => cluster.grantConnect("api", user)).code).toBe("ELASTICACHE_GRANT");
  }
});

describe("the next deployment imports a cluster that is there already", () => {
  const GROUP = "aws_elasticache_replication_group.sessions";
  const SUBNETS = "aws_elasticache_subnet_group.sessions";

  test("with the names that the kit gives", () => {
    const { cluster, stack } = awsCluster();
    cluster.importExisting();
    expect(Template.of(stack).toJson()["import"]).toEqual([
      { id: "prod-sessions", to: SUBNETS },
      { id: "prod-sessions", to: GROUP },
    ]);
  });

  test("with its own names, so that nothing is replaced", () => {
    const { cluster, stack } = awsCluster({ replicationGroupId: "ours" });
    cluster.importExisting({ subnetGroupName: "our-subnets" });
    const template = Template.of(stack);
    expect(template.toJson()["import"]).toEqual([
      { id: "our-subnets", to: SUBNETS },
      { id: "ours", to: GROUP },
    ]);
    expect(template.resource("aws_elasticache_replication_group", "sessions")).toMatchObject({
      replication_group_id: "ours",
      subnet_group_name: `\${${SUBNETS}.name}`,
    });
    expect(template.resource("aws_elasticache_subnet_group", "sessions")).toMatchObject({
      name: "our-subnets",
    });
  });

  test("and everything else speaks of it by its id", () => {
    const { cluster, stack } = awsCluster(
      { users: [api], replicationGroupId: "ours" },
      { alarmTopic: { topicArn: "arn:aws:sns:eu-central-1:012345678901:on-call" } },
    );
    cluster.grantConnect("api", "api");
    const template = Template.of(stack);
    const { nodes, users } = cluster.manifest;
    expect(nodes[0]?.ref).toBe("ours-0001-001");
    expect(users[0]?.auth).toMatchObject({ iam: { cacheName: "ours" } });
    expect(template.resource("aws_iam_role_policy", "sessions")["policy"]).toContain(
      "replicationgroup:ours",
    );
    for (const type of ["aws_cloudwatch_dashboard", "aws_cloudwatch_metric_alarm"]) {
      const text = JSON.stringify(template.resources(type));
      expect(text).toContain("ours-0001-001");
      expect(text).not.toContain("prod-sessions-0001-001");
    }
  });
});
