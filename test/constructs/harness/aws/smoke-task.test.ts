import { App } from "cdktf";
import { existingNetwork } from "../../../../constructs/aws/network";
import { reportFolder } from "../../../../constructs/harness/aws/report-bucket";
import { RedisUser } from "../../../../constructs/redis/user";
import { UserAuthentication } from "../../../../constructs/redis/aws/user-authentication";
import { readSmokePlace } from "../../../../operate/aws/smoke-place";
import type { AwsStackProps } from "../../../../stacks/aws-stack";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environment } from "../../../support/aws";
import { SMOKE } from "../../../support/aws-smoke";
import { awsStack } from "../../../support/aws-stack";
import { codedError } from "../../../support/coded";
import { Template, type JsonObject } from "../../../support/template";

interface Statement {
  readonly Sid: string;
  readonly Action: string | string[];
  readonly Resource: string | string[];
  readonly Condition?: unknown;
}

const CACHES: Pick<AwsStackProps, "memcached" | "redis"> = {
  redis: [
    {
      name: "web-sessions",
      users: [
        RedisUser.readWrite("api", { keys: ["session:*"] }),
        RedisUser.readOnly("report", { keys: ["session:*"] }),
      ],
      authentication: { report: UserAuthentication.password() },
    },
  ],
  memcached: [{ name: "pages", nodes: 2, users: [{ name: "web" }] }],
};

function templateOf(props: Partial<AwsStackProps> = {}): Template {
  return Template.of(awsStack(new App(), { ...CACHES, smoke: SMOKE, ...props }));
}

function statements(template: Template, role: "execution" | "task"): Statement[] {
  const policy = template.resources("aws_iam_role_policy")[`smoke_${role}`];
  return (JSON.parse(policy?.["policy"] as string) as { Statement: Statement[] }).Statement;
}

function containerOf(template: Template): JsonObject {
  const task = template.resources("aws_ecs_task_definition")["smoke"];
  return (JSON.parse(task?.["container_definitions"] as string) as [JsonObject])[0];
}

const arn = (service: string, resource: string): string =>
  `arn:aws:${service}:eu-central-1:012345678901:${resource}`;

test("without it there is no task, and no output of it", () => {
  const { manifests: _manifests, ...others } = Template.of(awsStack(new App(), CACHES)).outputs();
  expect(others).toEqual({});
});

test("the container has a read-only root, no root user, no capability, and waits for its undos", () => {
  expect(containerOf(templateOf())).toMatchObject({
    image: "012345678901.dkr.ecr.eu-central-1.amazonaws.com/cachefort/harness:0.1.0",
    user: "1000:1000",
    readonlyRootFilesystem: true,
    linuxParameters: {
      capabilities: { add: [], drop: ["ALL"] },
      initProcessEnabled: true,
      tmpfs: [
        { containerPath: "/tmp", mountOptions: expect.arrayContaining(["noexec", "nosuid"]) },
      ],
    },
    stopTimeout: 120,
    logConfiguration: {
      logDriver: "awslogs",
      options: { "awslogs-group": "/cachefort/prod/smoke", mode: "blocking" },
    },
  });
});

test("each prop changes the task", () => {
  const arm = templateOf({ smoke: { ...SMOKE, architecture: "arm64" } });
  expect(arm.resources("aws_ecs_task_definition")["smoke"]).toMatchObject({
    runtime_platform: { cpu_architecture: "ARM64" },
  });
  const other = { ...SMOKE.image, tag: "0.2.0", uid: 1234 };
  expect(containerOf(templateOf({ smoke: { image: other } }))).toMatchObject({
    image: expect.stringMatching(/:0\.2\.0$/),
    user: "1234:1000",
  });
});

test("its log is encrypted and kept for a year", () => {
  const groups = Object.values(templateOf().resources("aws_cloudwatch_log_group"));
  expect(groups.find(({ name }) => name === "/cachefort/prod/smoke")).toMatchObject({
    kms_key_id: expect.stringContaining("aws_kms_key."),
    retention_in_days: 365,
  });
});

test("what starts it writes the log and pulls the image, and no more", () => {
  expect(statements(templateOf(), "execution").map(({ Sid, Action }) => [Sid, Action])).toEqual([
    ["WriteTheLog", ["logs:CreateLogStream", "logs:PutLogEvents"]],
    ["LogInToTheRegistry", "ecr:GetAuthorizationToken"],
    [
      "PullTheImage",
      ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
    ],
  ]);
});

test("it may log in as each user of a manifest, and inject nothing", () => {
  const seen = statements(templateOf(), "task");
  expect(seen.map(({ Sid }) => Sid)).toEqual([
    "ConnectToWebSessions",
    "ReadTheSecrets",
    "DecryptThem",
  ]);
  const [connect, read] = seen;
  expect(connect?.Action).toBe("elasticache:Connect");
  expect(connect?.Resource).toEqual([
    arn("elasticache", "replicationgroup:prod-web-sessions"),
    ...["api", "cf-health", "cf-metrics", "cf-operator", "cf-smoke"].map((user) =>
      arn("elasticache", `user:prod-web-sessions-${user}`),
    ),
  ]);
  expect(read?.Resource).toEqual([
    expect.stringContaining("aws_secretsmanager_secret.web-sessions_report"),
    expect.stringContaining("aws_secretsmanager_secret.pages_web"),
    expect.stringContaining("aws_secretsmanager_secret.pages__authority-a"),
    expect.stringContaining("aws_secretsmanager_secret.pages__authority-b"),
  ]);
  expect(JSON.stringify(seen)).not.toContain("*");
});

test("with faults it may have a primary fail and stop tasks of rings, and nothing else", () => {
  const seen = statements(templateOf({ smoke: { ...SMOKE, faults: true } }), "task").slice(3);
  const inCluster = {
    ArnEquals: { "ecs:cluster": [arn("ecs", "cluster/cachefort-prod")] },
  };
  expect(seen).toMatchObject([
    {
      Action: ["elasticache:DescribeReplicationGroups", "elasticache:TestFailover"],
      Resource: [arn("elasticache", "replicationgroup:prod-web-sessions")],
    },
    { Action: "elasticache:DescribeEvents", Resource: "*" },
    {
      Action: "ecs:DescribeServices",
      Resource: ["pages-0", "pages-1"].map((name) => arn("ecs", `service/cachefort-prod/${name}`)),
    },
    { Action: "ecs:ListTasks", Resource: "*", Condition: inCluster },
    {
      Action: ["ecs:DescribeTasks", "ecs:StopTask"],
      Resource: [arn("ecs", "task/cachefort-prod/*")],
      Condition: inCluster,
    },
  ]);
});

test("with a bucket it may put reports into the environment's folder, which it is told", () => {
  const reportBucket = { bucketName: "example-reports", encryptionKeyArn: arn("kms", "key/1234") };
  const template = templateOf({ smoke: { ...SMOKE, reportBucket } });
  expect(statements(template, "task").slice(3)).toEqual([
    {
      Sid: "StoreReports",
      Effect: "Allow",
      Action: "s3:PutObject",
      Resource: "arn:aws:s3:::example-reports/cachefort/prod/*",
      Condition: { StringEquals: { "aws:ResourceAccount": "012345678901" } },
    },
    {
      Sid: "EncryptThem",
      Effect: "Allow",
      Action: "kms:GenerateDataKey",
      Resource: arn("kms", "key/1234"),
      Condition: { StringEquals: { "kms:ViaService": "s3.eu-central-1.amazonaws.com" } },
    },
  ]);
  expect(containerOf(template)["environment"]).toEqual([
    { name: "HOME", value: "/tmp" },
    {
      name: "CF_SMOKE_REPORTS",
      value: JSON.stringify(reportFolder(environment, reportBucket)),
    },
  ]);
});

test("without a bucket it may store nothing, and knows of none", () => {
  expect(JSON.stringify(statements(templateOf(), "task"))).not.toContain("s3:");
  expect(containerOf(templateOf())["environment"]).toEqual([{ name: "HOME", value: "/tmp" }]);
});

test("an environment without caches gives it no rights, and nothing but the image and the log", () => {
  const alone = templateOf({ redis: [], memcached: [], smoke: { ...SMOKE, faults: true } });
  expect(Object.keys(alone.resources("aws_iam_role_policy"))).not.toContain("smoke_task");
});

test("the caches let it in by its group's name, and it reaches them and AWS alone", () => {
  const template = templateOf();
  const rules = [
    ...Object.values(template.resources("aws_vpc_security_group_egress_rule")),
    ...Object.values(template.resources("aws_vpc_security_group_ingress_rule")),
  ].filter((rule) => JSON.stringify(rule).includes("aws_security_group.smoke"));
  const ports = rules.map((rule) => [
    (rule["security_group_id"] as string).includes("aws_security_group.smoke") ? "out" : "in",
    rule["from_port"],
  ]);
  expect(ports.sort()).toEqual([
    ["in", 11211],
    ["in", 6380],
    ["out", 11211],
    ["out", 443],
    ["out", 443],
    ["out", 6380],
  ]);
  expect(JSON.stringify(rules)).not.toContain("0.0.0.0/0");
});

test("the network gets the endpoints that it needs, and those of faults when they are asked for", () => {
  const endpoints = (smoke: AwsStackProps["smoke"]): string[] =>
    Object.values(
      templateOf({ redis: [], memcached: [], ...(smoke === undefined ? {} : { smoke }) }).resources(
        "aws_vpc_endpoint",
      ),
    )
      .map(({ service_name: name }) => (name as string).replace("com.amazonaws.eu-central-1.", ""))
      .sort();
  expect(endpoints(SMOKE)).toEqual(["ecr.api", "ecr.dkr", "logs", "s3", "secretsmanager"]);
  expect(endpoints({ ...SMOKE, faults: true })).toEqual([
    ...["ecr.api", "ecr.dkr", "ecs", "elasticache", "logs", "s3", "secretsmanager"],
  ]);
});

test("what is put out is what `cachefort smoke --via ecs` reads", () => {
  const { smoke } = templateOf().outputs() as { smoke: object };
  const folder = mkdtempSync(join(tmpdir(), "cachefort-output-"));
  const file = join(folder, "outputs.json");
  try {
    const resolved = { ...smoke, subnets: ["subnet-a", "subnet-b", "subnet-c"] };
    writeFileSync(file, JSON.stringify({ "cachefort-prod": { smoke: resolved } }));
    expect(readSmokePlace(file, "cachefort-prod")).toEqual(resolved);
    expect(smoke).toMatchObject({
      container: containerOf(templateOf())["name"],
      logGroup: "/cachefort/prod/smoke",
      logPrefix: "run",
    });
    expect(codedError(() => readSmokePlace(file, "cachefort-other")).code).toBe(
      "SMOKE_TASK_UNDEPLOYED",
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each([
  [
    "the newest image",
    { smoke: { image: { ...SMOKE.image, tag: "latest" } } },
    "DOCKER_IMAGE_INVALID",
  ],
  [
    "a folder for reports with a wildcard",
    { smoke: { ...SMOKE, reportBucket: { bucketName: "example-reports", prefix: "*" } } },
    "AWS_REPORT_BUCKET",
  ],
  ["root", { smoke: { image: { ...SMOKE.image, uid: 0 } } }, "DOCKER_IMAGE_INVALID"],
  ["a cache of its own name", { redis: [{ name: "smoke" }] }, "NAME_TWICE"],
  [
    "a network without a way to AWS",
    {
      memcached: [],
      network: {
        ...existingNetwork({
          environment,
          vpcId: "vpc-0123456789abcdef0",
          subnetIds: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
          availabilityZones: ["eu-central-1a", "eu-central-1b"],
        }),
        serviceEndpoints: {},
      },
    },
    "AWS_SERVICES_UNREACHABLE",
  ],
])("%s is refused", (_what, props, code) => {
  expect(codedError(() => templateOf(props)).code).toBe(code);
});
