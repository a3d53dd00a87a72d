import { TerraformOutput } from "cdktf";
import { AwsVpc, type AwsVpcProps } from "../../../constructs/aws/aws-vpc";
import { EncryptionKey } from "../../../constructs/aws/encryption-key";
import { policyDocument } from "../../../constructs/aws/policy-document";
import { endpointStatements } from "../../../constructs/aws/vpc-endpoints";
import { flowLogsPermission, flowLogsTrust } from "../../../constructs/aws/vpc-flow-logs";
import { awsEnvironment } from "../../../constructs/aws/aws-environment";
import { emptyStack, environment } from "../../support/aws";
import { codedError } from "../../support/coded";
import { Template } from "../../support/template";

function declare(props: Partial<AwsVpcProps> = {}) {
  const stack = emptyStack();
  const encryptionKey = new EncryptionKey(stack, "key", {
    environment,
    name: "logs",
    allow: ["logs"],
  });
  const vpc = new AwsVpc(stack, "vpc", {
    environment,
    availabilityZones: ["eu-central-1a", "eu-central-1c"],
    encryptionKey,
    ...props,
  });
  return { stack, vpc };
}

function synthesize(props: Partial<AwsVpcProps> = {}) {
  return Template.of(declare(props).stack);
}

const vpcId = expect.stringMatching(/^\$\{aws_vpc\.vpc_\w+\.id\}$/);
const routeTableId = expect.stringMatching(/^\$\{aws_route_table\.vpc_routes_\w+\.id\}$/);

describe("a network by default", () => {
  const template = synthesize();

  test("has a range and private names", () => {
    expect(template.resource("aws_vpc", "vpc")).toMatchObject({
      cidr_block: "10.214.0.0/20",
      enable_dns_hostnames: true,
      enable_dns_support: true,
      tags: { Name: "cachefort-prod-vpc" },
    });
  });

  test.each([
    ["eu-central-1a", "10.214.0.0/23"],
    ["eu-central-1c", "10.214.4.0/23"],
  ])("has a private subnet in %s with the closed route table", (zone, cidr) => {
    expect(template.resource("aws_subnet", zone)).toMatchObject({
      vpc_id: vpcId,
      availability_zone: zone,
      cidr_block: cidr,
      map_public_ip_on_launch: false,
    });
    expect(template.resource("aws_route_table_association", zone)).toMatchObject({
      subnet_id: expect.stringContaining(`subnet-${zone}`),
      route_table_id: routeTableId,
    });
    const { "//": _, ...table } = template.resource("aws_route_table", "routes");
    expect(table).toEqual({ vpc_id: vpcId, tags: { Name: "cachefort-prod-vpc-private" } });
  });

  test("has a default security group without rules", () => {
    const { "//": _, ...group } = template.resource("aws_default_security_group", "default");
    expect(group).toEqual({ vpc_id: vpcId, tags: { Name: "cachefort-prod-vpc-default-closed" } });
  });

  test("has no way to the internet and no endpoint", () => {
    const types = Object.keys(template.toJson()["resource"] ?? {});
    expect(types.filter((type) => /gateway|route$|endpoint|eip|acl/.test(type))).toEqual([]);
    expect(JSON.stringify(template.toJson())).not.toMatch(/0\.0\.0\.0\/0|::\/0/);
  });

  test("writes what comes and goes into an encrypted group, by a role for nothing else", () => {
    expect(template.resource("aws_flow_log", "flow")).toMatchObject({
      vpc_id: vpcId,
      traffic_type: "ALL",
      log_destination_type: "cloud-watch-logs",
      log_destination: expect.stringContaining("aws_cloudwatch_log_group"),
      iam_role_arn: expect.stringContaining("aws_iam_role"),
    });
    const group = "/cachefort/prod/vpc/flow";
    expect(template.resource("aws_cloudwatch_log_group", "flow")).toMatchObject({
      name: group,
      retention_in_days: 365,
      kms_key_id: expect.stringContaining("aws_kms_key"),
    });
    expect(template.resource("aws_iam_role", "flow")).toMatchObject({
      name: "cachefort-prod-vpc-flow-logs",
      assume_role_policy: policyDocument([flowLogsTrust(environment)]),
    });
    const arn = `arn:aws:logs:eu-central-1:012345678901:log-group:${group}`;
    expect(template.resource("aws_iam_role_policy", "flow")["policy"]).toBe(
      policyDocument([flowLogsPermission(arn)]),
    );
  });
});

test("the role of flow logs is assumed by those of the account, and writes to their group", () => {
  expect(flowLogsTrust(environment)).toEqual({
    Sid: "FlowLogsOfThisAccount",
    Effect: "Allow",
    Principal: { Service: "vpc-flow-logs.amazonaws.com" },
    Action: "sts:AssumeRole",
    Condition: {
      StringEquals: { "aws:SourceAccount": "012345678901" },
      ArnLike: { "aws:SourceArn": "arn:aws:ec2:eu-central-1:012345678901:vpc-flow-log/*" },
    },
  });
  expect(flowLogsPermission("arn:group")).toEqual({
    Sid: "WriteToTheGroup",
    Effect: "Allow",
    Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
    Resource: "arn:group:*",
  });
});

test("name, range and retention are choices", () => {
  const template = synthesize({ name: "cache", cidr: "10.9.0.0/16", flowLogRetentionDays: 731 });
  expect(template.resource("aws_vpc", "vpc")).toMatchObject({
    cidr_block: "10.9.0.0/16",
    tags: { Name: "cachefort-prod-cache" },
  });
  expect(template.resource("aws_cloudwatch_log_group", "flow")).toMatchObject({
    name: "/cachefort/prod/cache/flow",
    retention_in_days: 731,
  });
});

describe("endpoints", () => {
  test("with interfaces lie in all subnets, in a group that the network alone reaches", () => {
    const template = synthesize({ endpoints: ["logs", "ecr.api", "logs"] });
    const group = expect.stringContaining("aws_security_group.vpc_endpoints_group");
    for (const service of ["logs", "ecr.api"] as const) {
      const { "//": _, ...endpoint } = template.resource(
        "aws_vpc_endpoint",
        service.replace(".", "-"),
      );
      expect(endpoint).toEqual({
        vpc_id: vpcId,
        service_name: `com.amazonaws.eu-central-1.${service}`,
        vpc_endpoint_type: "Interface",
        private_dns_enabled: true,
        subnet_ids: [
          expect.stringContaining("subnet-eu-central-1a"),
          expect.stringContaining("subnet-eu-central-1c"),
        ],
        security_group_ids: [group],
        policy: policyDocument(endpointStatements(environment, service)),
        tags: { Name: `cachefort-prod-vpc-${service}` },
      });
    }
    const rule = template.resource("aws_vpc_security_group_ingress_rule", "443");
    expect(rule).toMatchObject({
      security_group_id: group,
      cidr_ipv4: "10.214.0.0/20",
      from_port: 443,
      to_port: 443,
    });
    expect(template.resources("aws_vpc_security_group_egress_rule")).toEqual({});
  });

  test("of gateways are entries of the route table, without a group", () => {
    const template = synthesize({ endpoints: ["s3"] });
    const { "//": _, ...endpoint } = template.resource("aws_vpc_endpoint", "s3");
    expect(endpoint).toEqual({
      vpc_id: vpcId,
      service_name: "com.amazonaws.eu-central-1.s3",
      vpc_endpoint_type: "Gateway",
      route_table_ids: [routeTableId],
      policy: policyDocument(endpointStatements(environment, "s3")),
      tags: { Name: "cachefort-prod-vpc-s3" },
    });
    expect(template.resources("aws_security_group")).toEqual({});
  });

  const ownAccount = {
    Sid: "PrincipalsOfThisAccount",
    Effect: "Allow",
    Principal: "*",
    Resource: "*",
    Condition: { StringEquals: { "aws:PrincipalAccount": "012345678901" } },
  };

  test("serve the account's own principals", () => {
    expect(endpointStatements(environment, "monitoring")).toEqual([
      { ...ownAccount, Action: "cloudwatch:*" },
    ]);
  });

  test("of S3 serve layers of images as well", () => {
    expect(endpointStatements(environment, "s3")).toEqual([
      { ...ownAccount, Action: "s3:*" },
      {
        Sid: "LayersOfImages",
        Effect: "Allow",
        Principal: "*",
        Action: "s3:GetObject",
        Resource: "arn:aws:s3:::prod-eu-central-1-starport-layer-bucket/*",
      },
    ]);
  });

  test("are found by their service", () => {
    const { vpc } = declare({ endpoints: ["kms"] });
    expect(vpc.endpoints.resourceOf("kms")?.serviceNameInput).toContain(".kms");
    expect(vpc.endpoints.resourceOf("s3")).toBeUndefined();
  });
});

test("is a network as clusters take it", () => {
  const { stack, vpc } = declare();
  expect(vpc.availabilityZones).toEqual(["eu-central-1a", "eu-central-1c"]);
  new TerraformOutput(stack, "vpc-id", { value: vpc.vpcId });
  new TerraformOutput(stack, "subnet-ids", { value: vpc.subnetIds });
  expect(Template.of(stack).outputs()).toEqual({
    "vpc-id": vpcId,
    "subnet-ids": [
      expect.stringContaining("aws_subnet.vpc_subnet-eu-central-1a"),
      expect.stringContaining("aws_subnet.vpc_subnet-eu-central-1c"),
    ],
  });
});

const china = awsEnvironment({ ...environment, region: "cn-north-1" });

test.each<[string, Partial<AwsVpcProps>]>([
  ["AWS_ZONES_FEW", { availabilityZones: ["eu-central-1a"] }],
  ["AWS_ZONE", { availabilityZones: ["eu-central-1a", "eu-west-1b"] }],
  ["AWS_VPC_CIDR", { cidr: "10.0.0.0/26" }],
  ["AWS_VPC_NAME", { name: "My network" }],
  ["AWS_ROLE_NAME", { name: "a".repeat(40) }],
  ["AWS_LOG_RETENTION", { flowLogRetentionDays: 2 }],
  [
    "AWS_ENDPOINT_PARTITION",
    {
      environment: china,
      availabilityZones: ["cn-north-1a", "cn-north-1b"],
      endpoints: ["logs"],
    },
  ],
])("%s refuses %j", (code, wrong) => {
  expect(codedError(() => declare(wrong)).code).toBe(code);
});
