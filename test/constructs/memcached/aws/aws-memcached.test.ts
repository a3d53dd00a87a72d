import { manifest as manifestSchema } from "../../../../constructs/core/manifest";
import { existingNetwork } from "../../../../constructs/aws/network";
import { environment } from "../../../support/aws";
import { existingPlace } from "../../../support/aws-cluster";
import { awsRing, networkWithServices } from "../../../support/aws-ring";
import { codedError } from "../../../support/coded";
import { Template, type JsonObject } from "../../../support/template";

type Container = Record<string, unknown> & {
  readonly environment: readonly { name: string; value: string }[];
  readonly secrets: readonly { name: string; valueFrom: string }[];
};

function containerOf(template: Template, node = "0"): Container {
  const task = template.resource("aws_ecs_task_definition", `pages_${node}`);
  const [container] = JSON.parse(task["container_definitions"] as string) as [Container];
  return container;
}

test("each node is a service that keeps one task, and stops it before another starts", () => {
  const services = Template.of(awsRing().stack).resources("aws_ecs_service");
  expect(Object.keys(services).sort()).toEqual(["pages_0", "pages_1", "pages_2"]);
  for (const service of Object.values(services)) {
    expect(service).toMatchObject({
      launch_type: "FARGATE",
      platform_version: "LATEST",
      desired_count: 1,
      deployment_minimum_healthy_percent: 0,
      deployment_maximum_percent: 100,
      deployment_circuit_breaker: { enable: true, rollback: true },
      enable_execute_command: false,
      network_configuration: { assign_public_ip: false },
      wait_for_steady_state: true,
    });
  }
});

test("nodes are changed one after the other, and only when their secrets are there", () => {
  const { pages_0, pages_1, pages_2 } = Template.of(awsRing().stack).resources("aws_ecs_service");
  const before = (service: JsonObject | undefined): unknown =>
    (service?.["depends_on"] as string[]).filter((address) => address.startsWith("aws_ecs"));
  expect(before(pages_0)).toEqual([]);
  expect(before(pages_1)).toEqual(["aws_ecs_service.pages_0"]);
  expect(before(pages_2)).toEqual(["aws_ecs_service.pages_1"]);
  expect(pages_0?.["depends_on"]).toEqual(
    expect.arrayContaining([
      "aws_secretsmanager_secret_version.pages__certificate",
      "aws_secretsmanager_secret_version.pages_web",
      "aws_iam_role_policy.pages_execution",
    ]),
  );
});

test("nodes lie in the zones by turns", () => {
  const services = Template.of(awsRing().stack).resources("aws_ecs_service");
  const subnets = Object.values(services).map(
    (service) => (service["network_configuration"] as JsonObject)["subnets"],
  );
  const [a, b] = networkWithServices.subnetIds;
  expect(subnets).toEqual([[a], [b], [a]]);
});

test("a node has one name, whose address is known for ten seconds", () => {
  expect(
    Template.of(awsRing().stack).resource("aws_service_discovery_service", "pages_1"),
  ).toMatchObject({
    name: "pages-1",
    dns_config: { dns_records: [{ ttl: 10, type: "A" }], routing_policy: "MULTIVALUE" },
    health_check_custom_config: { failure_threshold: 1 },
  });
});

test("the container has no rights, a read-only root, and what is secret in memory", () => {
  expect(containerOf(Template.of(awsRing().stack))).toMatchObject({
    image: "012345678901.dkr.ecr.eu-central-1.amazonaws.com/cachefort/memcached:1.6.45-bookworm",
    user: "11211:11211",
    readonlyRootFilesystem: true,
    linuxParameters: {
      capabilities: { add: [], drop: ["ALL"] },
      tmpfs: [
        {
          containerPath: "/cachefort",
          mountOptions: expect.arrayContaining(["noexec", "nosuid", "nodev", "mode=0700"]),
        },
        { containerPath: "/tmp" },
      ],
    },
    ulimits: [{ name: "nofile", softLimit: 1280, hardLimit: 1280 }],
    healthCheck: { command: ["CMD", "/bin/sh", "/cachefort/conf/health.sh"] },
    logConfiguration: { logDriver: "awslogs", options: { "awslogs-stream-prefix": "pages-0" } },
  });
});

test("the task has no role: nothing in it calls AWS", () => {
  const task = Template.of(awsRing().stack).resource("aws_ecs_task_definition", "pages_0");
  expect(task).not.toHaveProperty("task_role_arn");
  expect(task).toMatchObject({
    network_mode: "awsvpc",
    requires_compatibilities: ["FARGATE"],
    cpu: "256",
    memory: "512",
    runtime_platform: { cpu_architecture: "X86_64", operating_system_family: "LINUX" },
    lifecycle: { create_before_destroy: true },
  });
});

test("each secret reaches the container by reference", () => {
  const { secrets } = containerOf(
    Template.of(awsRing({ authentication: { web: { alternating: true } } }).stack),
  );
  expect(secrets).toEqual([
    ...["certificate", "key", "authority"].map((field) => ({
      name: `CF_${field.toUpperCase()}`,
      valueFrom: `\${aws_secretsmanager_secret.pages__certificate.arn}:${field}::`,
    })),
    ...["web", "web-b"].map((login, index) => ({
      name: `CF_PASSWORD_${index + 1}`,
      valueFrom: `\${aws_secretsmanager_secret.pages_${login}.arn}:password::`,
    })),
  ]);
});

test.each([
  ["a rotated password", { authentication: { web: { rotation: 1 } } }, "CF_PASSWORD_VERSIONS", "2"],
  ["a rotated certificate", { certificateRotation: 1 }, "CF_CERTIFICATE_VERSION", "2"],
  ["other seconds", { metricsSeconds: 0 }, "CF_METRICS_SECONDS", "0"],
])("%s replaces the tasks", (_what, props, name, value) => {
  const found = (changed: object): string | undefined =>
    containerOf(Template.of(awsRing(changed).stack)).environment.find((e) => e.name === name)
      ?.value;
  expect(found(props)).toBe(value);
  expect(found({})).not.toBe(value);
});

test.each([
  [0, [1, 1], 1],
  [1, [1, 2], 2],
  [2, [2, 2], 3],
  [3, [2, 3], 4],
])("rotation %d of the certificate writes the authorities by turns", (rotation, both, own) => {
  const versions = Template.of(awsRing({ certificateRotation: rotation }).stack).resources(
    "aws_secretsmanager_secret_version",
  );
  const versionOf = (id: string): unknown => versions[id]?.["secret_string_wo_version"];
  expect(["pages__authority-a", "pages__authority-b"].map(versionOf)).toEqual(both);
  expect(versionOf("pages__certificate")).toBe(own);
});

test("every secret of a run is ephemeral and goes to write-only arguments", () => {
  const template = Template.of(awsRing().stack);
  const variables = (template.toJson() as { variable: Record<string, JsonObject> }).variable;
  expect(Object.keys(variables).sort()).toEqual([
    "pages__tls_authority",
    "pages__tls_certificate",
    "pages__tls_key",
    "pages_web_password",
  ]);
  for (const variable of Object.values(variables)) {
    expect(variable).toMatchObject({ ephemeral: true, sensitive: true, nullable: false });
  }
  for (const version of Object.values(template.resources("aws_secretsmanager_secret_version"))) {
    expect(version).not.toHaveProperty("secret_string");
  }
});

test("nobody reaches the nodes until he is named, and they reach services alone", () => {
  const { ring, stack } = awsRing();
  ring.connections.allowDefaultPortFrom("sg-0fedcba9876543210", "The web servers");
  const template = Template.of(stack);
  expect(Object.values(template.resources("aws_vpc_security_group_ingress_rule"))).toMatchObject([
    { from_port: 11211, referenced_security_group_id: "sg-0fedcba9876543210" },
  ]);
  expect(Object.values(template.resources("aws_vpc_security_group_egress_rule"))).toMatchObject([
    { from_port: 443, prefix_list_id: "pl-0123456789abcdef0" },
    { from_port: 443, referenced_security_group_id: "sg-0123456789abcdef0" },
  ]);
});

test("the manifest is that of every target", () => {
  const { ring } = awsRing({ authentication: { web: { alternating: true, rotation: 1 } } });
  const { manifest } = ring;
  expect(manifestSchema.safeParse(manifest).error).toBeUndefined();
  expect(manifest).toMatchObject({
    target: "aws",
    nodes: [
      { host: "pages-0.prod.cachefort.internal", port: 11211, ref: "cachefort-prod/pages-0" },
      { ref: "cachefort-prod/pages-1" },
      { ref: "cachefort-prod/pages-2" },
    ],
    ring: { servers: [0, 1, 2].map((id) => `pages-${id}.prod.cachefort.internal:11211`) },
    tls: {
      ca: {
        trusted: [
          { secretsManager: "prod/pages/tls/authority-a" },
          { secretsManager: "prod/pages/tls/authority-b" },
        ],
      },
    },
    users: [
      {
        name: "web",
        auth: {
          login: "web-b",
          password: { secretsManager: "prod/pages/users/web-b", key: "password" },
        },
      },
    ],
  });
});

test("rings of a stack share its cluster of ECS and its domain", () => {
  const { stack } = awsRing();
  const template = Template.of(stack);
  expect(Object.keys(template.resources("aws_ecs_cluster"))).toEqual(["ecs"]);
  expect(template.resource("aws_ecs_cluster", "ecs")).toMatchObject({
    name: "cachefort-prod",
    setting: [{ name: "containerInsights", value: "enabled" }],
  });
  expect(template.resource("aws_service_discovery_private_dns_namespace", "nodes")).toMatchObject({
    name: "prod.cachefort.internal",
  });
});

test("a cluster and a domain that are there are taken", () => {
  const cluster = {
    clusterArn: "arn:aws:ecs:eu-central-1:012345678901:cluster/ours",
    clusterName: "ours",
  };
  const namespace = { namespaceId: "ns-0123456789abcdef", domain: "ours.internal" };
  const { ring, stack } = awsRing({ cluster, namespace });
  const template = Template.of(stack);
  expect(template.resources("aws_ecs_cluster")).toEqual({});
  expect(template.resources("aws_service_discovery_private_dns_namespace")).toEqual({});
  expect(ring.manifest.nodes[0]).toMatchObject({
    host: "pages-0.ours.internal",
    ref: "ours/pages-0",
  });
});

test("a function rotates the secrets of the users where one is named", () => {
  const rotationLambdaArn = "arn:aws:lambda:eu-central-1:012345678901:function:rotate";
  const of = (props: object): JsonObject[] =>
    Object.values(
      Template.of(awsRing(props).stack).resources("aws_secretsmanager_secret_rotation"),
    );
  expect(of({})).toEqual([]);
  expect(of({ rotationLambdaArn })).toMatchObject([
    { rotation_lambda_arn: rotationLambdaArn, rotate_immediately: false },
  ]);
});

test("a network without a way to AWS services is refused", () => {
  const { vpcId, subnetIds, availabilityZones } = networkWithServices;
  const network = existingNetwork({ environment, vpcId, subnetIds, availabilityZones });
  const error = codedError(() => awsRing({}, { ...existingPlace(), network }));
  expect(error.code).toBe("AWS_SERVICES_UNREACHABLE");
  expect(error.message).toContain("serviceEndpoints");
});

test("alarms that tell nobody are warned of, and no topic is no alarm", () => {
  const { ring, stack } = awsRing();
  expect(Template.of(stack).resources("aws_cloudwatch_metric_alarm")).toEqual({});
  expect(ring.node.metadata.some(({ data }) => /no alarms/.test(String(data)))).toBe(true);
});

test("an alarm of a node that is down goes off without figures, others do not", () => {
  const topicArn = "arn:aws:sns:eu-central-1:012345678901:alarms";
  const alarms = Template.of(awsRing({}, { alarmTopic: { topicArn } }).stack).resources(
    "aws_cloudwatch_metric_alarm",
  );
  const byName = Object.fromEntries(
    Object.values(alarms).map((a) => [a["alarm_name"] as string, a]),
  );
  expect(byName["cachefort-prod-pages-node-down"]).toMatchObject({
    comparison_operator: "LessThanThreshold",
    threshold: 1,
    treat_missing_data: "breaching",
    alarm_actions: [topicArn],
    ok_actions: [topicArn],
  });
  expect(byName["cachefort-prod-pages-evictions"]).toMatchObject({
    comparison_operator: "GreaterThanThreshold",
    treat_missing_data: "notBreaching",
  });
});
