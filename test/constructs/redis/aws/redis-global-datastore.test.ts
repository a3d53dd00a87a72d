import { manifest as manifestSchema } from "../../../../constructs/core/manifest";
import type {
  DatastorePrimaryProps,
  DatastoreSecondaryProps,
} from "../../../../constructs/redis/aws/datastore-props";
import { UserAuthentication } from "../../../../constructs/redis/aws/user-authentication";
import { RedisEngine } from "../../../../constructs/redis/engine";
import { RedisUser } from "../../../../constructs/redis/user";
import { awsDatastore, placeIn } from "../../../support/aws-datastore";
import { codedError } from "../../../support/coded";
import { Template, type JsonObject } from "../../../support/template";

const GROUP = "aws_elasticache_replication_group";
const OF_THE_DATASTORE = [
  ...["engine", "engine_version", "node_type", "num_node_groups", "parameter_group_name"],
];
const api = RedisUser.readWrite("api", { keys: ["session:*"] });
const report = RedisUser.readOnly("report", { keys: ["session:*"] });

function declare(
  primary: Partial<DatastorePrimaryProps> = {},
  secondary: Partial<DatastoreSecondaryProps> = {},
) {
  const made = awsDatastore({
    primary: {
      name: "sessions",
      nodeType: "cache.r7g.large",
      aws: placeIn("eu-central-1"),
      ...primary,
    },
    secondaries: [{ name: "sessions-ireland", aws: placeIn("eu-west-1"), ...secondary }],
  });
  return { ...made, template: Template.of(made.stack) };
}

/** A resource by its address, which is contract. */
function at(template: Template, type: string, id: string): JsonObject {
  return template.resources(type)[id] ?? {};
}

test("the datastore decides what all of its members have", () => {
  const { template } = declare({ shards: 4, engine: RedisEngine.valkey("8.0") });
  const { "//": _, ...group } = at(
    template,
    "aws_elasticache_global_replication_group",
    "sessions",
  );
  expect(group).toEqual({
    provider: "aws",
    global_replication_group_id_suffix: "sessions",
    global_replication_group_description: "Datastore sessions of prod",
    primary_replication_group_id: "${aws_elasticache_replication_group.sessions.id}",
    engine_version: "8.0",
    cache_node_type: "cache.r7g.large",
    num_node_groups: 4,
    parameter_group_name: "${aws_elasticache_parameter_group.sessions.name}",
    timeouts: { update: "120m" },
    lifecycle: { prevent_destroy: true, ignore_changes: ["primary_replication_group_id"] },
  });
});

test("the primary is a cluster whose shape is left to the datastore after its first day", () => {
  const { template } = declare();
  expect(at(template, GROUP, "sessions")).toMatchObject({
    provider: "aws",
    replication_group_id: "prod-sessions",
    engine: "valkey",
    engine_version: "8.1",
    node_type: "cache.r7g.large",
    num_node_groups: 3,
    transit_encryption_mode: "required",
    lifecycle: { prevent_destroy: true, ignore_changes: OF_THE_DATASTORE },
  });
  expect(at(template, GROUP, "sessions")).not.toHaveProperty("global_replication_group_id");
});

test("a secondary says only what it does not have from the primary", () => {
  const { template } = declare({}, { replicasPerShard: 2 });
  const { "//": _, ...group } = at(template, GROUP, "sessions-ireland");
  expect(group).toEqual({
    provider: "aws.eu-west-1",
    replication_group_id: "prod-sessions-ireland",
    description: "Cluster sessions-ireland of prod",
    global_replication_group_id:
      "${aws_elasticache_global_replication_group.sessions.global_replication_group_id}",
    replicas_per_node_group: 2,
    port: 6380,
    automatic_failover_enabled: true,
    multi_az_enabled: true,
    kms_key_id: expect.stringMatching(/^arn:aws:kms:eu-west-1:/),
    user_group_ids: ["${aws_elasticache_user_group.sessions-ireland.user_group_id}"],
    security_group_ids: [expect.stringMatching(/aws_security_group\.sessions_sessions-ireland_/)],
    subnet_group_name: "${aws_elasticache_subnet_group.sessions-ireland.name}",
    auto_minor_version_upgrade: "true",
    maintenance_window: "sun:03:00-sun:04:00",
    snapshot_window: "01:00-02:00",
    snapshot_retention_limit: 7,
    final_snapshot_identifier: "prod-sessions-ireland-final",
    apply_immediately: false,
    log_delivery_configuration: expect.any(Array),
    timeouts: expect.any(Object),
    lifecycle: { prevent_destroy: true, ignore_changes: OF_THE_DATASTORE },
  });
  expect(Object.keys(template.resources("aws_elasticache_parameter_group"))).toEqual(["sessions"]);
});

test("all that belongs to a member lies in its region, also what comes to it later", () => {
  const { datastore, stack } = declare({ users: [api] });
  const [secondary] = datastore.secondaries;
  secondary?.connections.allowDefaultPortFrom("sg-0123456789abcdef1", "Reports read sessions");
  secondary?.grantConnect("reports", "api");
  const { resource } = Template.of(stack).toJson();
  const providers = Object.values(resource as Record<string, Record<string, JsonObject>>).flatMap(
    (byId) =>
      Object.entries(byId).map(([id, { provider }]) => [id.includes("ireland"), provider] as const),
  );
  expect(new Set(providers.filter(([abroad]) => abroad).map(([, name]) => name))).toEqual(
    new Set(["aws.eu-west-1"]),
  );
  expect(new Set(providers.filter(([abroad]) => !abroad).map(([, name]) => name))).toEqual(
    new Set(["aws"]),
  );
  expect(providers.filter(([abroad]) => abroad).length).toBeGreaterThan(20);
});

test("each member has users of its region, and a grant names that member", () => {
  const { datastore, stack } = declare({ users: [api] });
  datastore.secondaries[0]?.grantConnect("reports", "api");
  const policy = Template.of(stack).resource("aws_iam_role_policy", "ireland");
  const { Statement } = JSON.parse(policy["policy"] as string) as { Statement: JsonObject[] };
  expect(Statement).toMatchObject([
    {
      Resource: [
        "arn:aws:elasticache:eu-west-1:012345678901:replicationgroup:prod-sessions-ireland",
        "arn:aws:elasticache:eu-west-1:012345678901:user:prod-sessions-ireland-api",
      ],
    },
  ]);
});

describe("users of a secondary", () => {
  const namesOf = (
    primary: Partial<DatastorePrimaryProps>,
    secondary: Partial<DatastoreSecondaryProps>,
  ) =>
    declare(primary, secondary).datastore.secondaries[0]?.model.users.map(
      ({ loginName }) => loginName,
    );
  const authentication = { api: UserAuthentication.password() };

  test("are those of the primary, with their logins", () => {
    expect(namesOf({ users: [api], authentication }, {})).toContain("api");
  });

  test("log in as it says", () => {
    expect(namesOf({ users: [api] }, { authentication })).toContain("api");
  });

  test("are its own where it has any", () => {
    const own = namesOf({ users: [api], authentication }, { users: [report] });
    expect(own).toContain("prod-sessions-ireland-report");
    expect(own).not.toContain("api");
  });
});

test("each member has a manifest", () => {
  const { datastore } = declare({ users: [api], fullCoverage: true }, { replicasPerShard: 2 });
  const manifests = datastore.members.map(({ manifest }) => manifest);
  for (const manifest of manifests) expect(manifestSchema.parse(manifest)).toEqual(manifest);
  expect(manifests).toMatchObject([
    { name: "sessions", fullCoverage: true, topology: { shards: 3, replicasPerShard: 1 } },
    { name: "sessions-ireland", fullCoverage: true, topology: { shards: 3, replicasPerShard: 2 } },
  ]);
});

test("a datastore may go with its primary", () => {
  const { template } = declare({ removalPolicy: "destroy" });
  expect(at(template, "aws_elasticache_global_replication_group", "sessions")).toMatchObject({
    lifecycle: { prevent_destroy: false },
  });
});

test("a parameter group of somebody else is that of the datastore", () => {
  const { template } = declare({ parameterGroup: { name: "ours", family: "valkey8" } });
  const group = at(template, "aws_elasticache_global_replication_group", "sessions");
  expect(group["parameter_group_name"]).toBe("ours");
});

test.each<[string, Partial<DatastorePrimaryProps>, Partial<DatastoreSecondaryProps>]>([
  ["ELASTICACHE_GLOBAL_ID", {}, { name: "sessions" }],
  ["ELASTICACHE_GLOBAL_REGION", {}, { aws: placeIn("eu-central-1") }],
  ["ELASTICACHE_GLOBAL_REPLICAS", {}, { replicasPerShard: 0 }],
  ["ELASTICACHE_NODE_TYPE_FEATURE", { nodeType: "cache.t4g.small" }, {}],
  ["AWS_REGION_UNDECLARED", {}, { aws: placeIn("us-east-1") }],
])("%s", (code, primary, secondary) => {
  expect(codedError(() => declare(primary, secondary)).code).toBe(code);
});
