import { TerraformOutput } from "cdktf";
import { AwsSecurityGroup } from "../../../../constructs/aws/security-group";
import { manifest as manifestSchema } from "../../../../constructs/core/manifest";
import { environment } from "../../../support/aws";
import { existingPlace } from "../../../support/aws-cluster";
import { elastiCacheRing, ZONES } from "../../../support/aws-elasticache-ring";
import { Template } from "../../../support/template";

const TOPIC = { topicArn: "arn:aws:sns:eu-central-1:012345678901:alarms" };
const clusterOf = (...args: Parameters<typeof elastiCacheRing>) =>
  Template.of(elastiCacheRing(...args).stack).resource("aws_elasticache_cluster", "pages");

test("TLS is on, nodes are spread over zones, and what is there is kept", () => {
  expect(clusterOf()).toEqual({
    cluster_id: "prod-pages",
    engine: "memcached",
    engine_version: "1.6.22",
    node_type: "cache.t4g.small",
    num_cache_nodes: 3,
    az_mode: "cross-az",
    preferred_availability_zones: ZONES,
    port: 11211,
    transit_encryption_enabled: true,
    subnet_group_name: "${aws_elasticache_subnet_group.pages.name}",
    parameter_group_name: "${aws_elasticache_parameter_group.pages.name}",
    security_group_ids: [expect.stringMatching(/^\$\{aws_security_group\..*\.id\}$/)],
    maintenance_window: "sun:03:00-sun:04:00",
    apply_immediately: true,
    timeouts: { create: "60m", update: "120m", delete: "60m" },
    lifecycle: { prevent_destroy: true },
  });
});

test.each([
  [{ nodes: 1 }, { az_mode: "single-az", num_cache_nodes: 1 }],
  [{ nodes: 2, zones: [ZONES[0] ?? "", ZONES[0] ?? ""] }, { az_mode: "single-az" }],
  [{ removalPolicy: "destroy" } as const, { lifecycle: { prevent_destroy: false } }],
  [{ nodeType: "cache.r7g.large" }, { node_type: "cache.r7g.large" }],
  [{ engineVersion: "1.6.17" }, { engine_version: "1.6.17" }],
  [{ maintenanceWindow: "mon:22:00-tue:01:00" }, { maintenance_window: "mon:22:00-tue:01:00" }],
])("%j makes %j", (props, made) => {
  expect(clusterOf(props)).toMatchObject(made);
});

test("its groups of parameters and subnets are its own, the first replaced before it goes", () => {
  const template = Template.of(elastiCacheRing().stack);
  expect(template.resource("aws_elasticache_parameter_group", "pages")).toMatchObject({
    family: "memcached1.6",
    parameter: expect.arrayContaining([{ name: "disable_flush_all", value: "1" }]),
    lifecycle: { create_before_destroy: true },
  });
  expect(template.resource("aws_elasticache_subnet_group", "pages")).toMatchObject({
    name: "prod-pages",
    subnet_ids: existingPlace().network.subnetIds,
  });
});

test("nobody comes in, and nothing goes out, until a group is named", () => {
  const closed = Template.of(elastiCacheRing().stack);
  expect(closed.resources("aws_vpc_security_group_ingress_rule")).toEqual({});
  expect(closed.resources("aws_vpc_security_group_egress_rule")).toEqual({});
  const { ring, stack } = elastiCacheRing({ port: 12000 });
  const servers = new AwsSecurityGroup(stack, "servers", {
    environment,
    name: "web",
    description: "Servers",
    vpcId: existingPlace().network.vpcId,
  });
  ring.connections.allowDefaultPortFrom(servers, "Web servers read pages");
  const rules = Template.of(stack).resources("aws_vpc_security_group_ingress_rule");
  expect(Object.values(rules)).toEqual([
    expect.objectContaining({ from_port: 12000, to_port: 12000, ip_protocol: "tcp" }),
  ]);
});

test("the manifest has the names that the service gives, and no login", () => {
  const { ring, stack } = elastiCacheRing({ nodes: 2, port: 12000 });
  new TerraformOutput(stack, "manifest", { value: ring.manifest });
  const manifest = Template.of(stack).outputs()["manifest"];
  const address = (index: number) =>
    `\${aws_elasticache_cluster.pages.cache_nodes[${index}].address}`;
  expect(manifest).toEqual({
    schema: "cachefort.manifest/v1",
    environment: "prod",
    target: "aws",
    kind: "memcached",
    name: "pages",
    engine: { name: "memcached", version: "1.6.22" },
    nodes: [
      { id: "0", host: address(0), port: 12000, ref: "prod-pages/0001" },
      { id: "1", host: address(1), port: 12000, ref: "prod-pages/0002" },
    ],
    ring: {
      algorithm: "ketama-weighted",
      points: 160,
      servers: [`${address(0)}:12000`, `${address(1)}:12000`],
    },
    tls: { ca: "system", minVersion: "TLSv1.2" },
    users: [],
  });
  expect(manifestSchema.safeParse(manifest)).toMatchObject({ success: true });
});

test("a warning says that nothing but the network guards it", () => {
  const { ring } = elastiCacheRing({}, { alarmTopic: TOPIC });
  expect(ring.node.metadata.map(({ data }) => data as string)).toEqual([
    "pages: no login guards it, only its network: name as few groups as you can in connections",
  ]);
});

test("alarms tell the place's topic, or others", () => {
  const alarmsOf = (...args: Parameters<typeof elastiCacheRing>) =>
    Object.values(
      Template.of(elastiCacheRing(...args).stack).resources("aws_cloudwatch_metric_alarm"),
    );
  const other = { topicArn: "arn:aws:sns:eu-central-1:012345678901:others" };
  const usual = alarmsOf({}, { alarmTopic: TOPIC });
  expect(usual).toHaveLength(5);
  for (const alarm of usual) {
    expect(alarm).toMatchObject({
      alarm_actions: [TOPIC.topicArn],
      ok_actions: [TOPIC.topicArn],
      treat_missing_data: "notBreaching",
    });
  }
  expect(alarmsOf({ alarms: { actions: [other] } })[0]?.["alarm_actions"]).toEqual([
    other.topicArn,
  ]);
  expect(alarmsOf({ alarms: { off: ["swap"] } }, { alarmTopic: TOPIC })).toHaveLength(4);
});

test("an alarm compares the worst node, in the direction that is bad", () => {
  const { stack } = elastiCacheRing({ nodes: 1 }, { alarmTopic: TOPIC });
  const alarms = Object.values(Template.of(stack).resources("aws_cloudwatch_metric_alarm"));
  const named = (end: string) =>
    alarms.find(({ alarm_name: name }) => (name as string).endsWith(end));
  expect(named("-swap")).toMatchObject({
    comparison_operator: "GreaterThanThreshold",
    threshold: 50_000_000,
    evaluation_periods: 5,
    datapoints_to_alarm: 5,
    metric_query: [
      { id: "worst", expression: "MAX(METRICS())", return_data: true },
      {
        id: "m1",
        return_data: false,
        metric: {
          namespace: "AWS/ElastiCache",
          metric_name: "SwapUsage",
          stat: "Maximum",
          period: 60,
          dimensions: { CacheClusterId: "prod-pages", CacheNodeId: "0001" },
        },
      },
    ],
  });
  expect(named("-cpu-credits")).toMatchObject({
    comparison_operator: "LessThanThreshold",
    metric_query: [{ expression: "MIN(METRICS())" }, {}],
  });
});

test("where nobody is named to be told there are no alarms, and a warning", () => {
  const { ring, stack } = elastiCacheRing();
  expect(Template.of(stack).resources("aws_cloudwatch_metric_alarm")).toEqual({});
  expect(ring.node.metadata.map(({ data }) => data as string)).toContain(
    "pages: no alarms, for nobody is named to be told",
  );
  expect(ring.resources.alarms).toBeUndefined();
});
