import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import type { AwsPlace } from "../../aws/aws-place";
import type { AwsConnections, IAwsConnectable } from "../../aws/connections";
import { AwsEcsCluster } from "../../aws/ecs-cluster";
import { LogGroup } from "../../aws/log-group";
import { resourceName, roleName } from "../../aws/names";
import { policyDocument, type PolicyStatement } from "../../aws/policy-document";
import { AwsSecurityGroup } from "../../aws/security-group";
import { ValidationError } from "../../core/errors";
import { requireImage, type ContainerImageProps } from "../../docker/container-image";
import type { AwsElastiCacheMemcached } from "../../memcached/aws/aws-elasticache-memcached";
import type { AwsMemcached } from "../../memcached/aws/aws-memcached";
import { imageStatements, logStatement, taskTrust } from "../../memcached/aws/task-policies";
import type { AwsRedisCluster } from "../../redis/aws/aws-redis-cluster";
import type { AwsServerlessRedis } from "../../redis/aws/serverless-redis";
import { type ReportBucketProps, type ReportFolder, reportFolder } from "./report-bucket";
import { SMOKE_CONTAINER, SMOKE_LOG_PREFIX, smokeContainer } from "./smoke-container";
import { smokeStatements } from "./smoke-policies";

/** The harness as a task. */
export interface SmokeTaskProps {
  /** Made from `docker/harness/Dockerfile`, in a registry that the network reaches. */
  readonly image: ContainerImageProps;
  /**
   * Whether the harness may inject faults: have ElastiCache fail a primary, and stop tasks of rings. It does so
   * only when it is asked to each time.
   *
   * @default false
   */
  readonly faults?: boolean;
  /** Processor of the task; the image must be made for it. @default "x86_64" */
  readonly architecture?: "x86_64" | "arm64";
  /**
   * Where each run stores its report, as JSON and as JUnit; the network has to reach S3.
   *
   * @default - nowhere: the log of the task has it
   */
  readonly reportBucket?: ReportBucketProps;
}

/** A task of the harness with its place and what it proves. */
export interface PlacedSmokeTaskProps extends SmokeTaskProps {
  readonly aws: AwsPlace;
  readonly clusters: readonly AwsRedisCluster[];
  readonly serverless: readonly AwsServerlessRedis[];
  readonly rings: readonly AwsMemcached[];
  readonly elastiCacheRings: readonly AwsElastiCacheMemcached[];
}

/** What starts the task and finds its log: as the stack puts it out. */
export interface SmokeTaskOutput {
  readonly cluster: string;
  readonly taskDefinition: string;
  readonly container: string;
  readonly subnets: readonly string[];
  readonly securityGroup: string;
  readonly logGroup: string;
  readonly logPrefix: string;
}

/** Also what names of its resources end with, and its Terraform addresses begin with. */
export const SMOKE_NAME = "smoke";
const HTTPS = 443;
/** Every write of a load is kept until it has been read again. */
const SIZE = { cpu: "512", memory: "1024" };

/**
 * The harness as a one-off task of ECS within the network: nothing of it runs, and nothing costs, until
 * `cachefort smoke --via ecs` starts it.
 *
 * @throws ValidationError AWS_REPORT_BUCKET, AWS_SERVICES_UNREACHABLE, DOCKER_IMAGE_INVALID, TOKEN_NOT_ALLOWED
 */
export class SmokeTask extends Construct implements IAwsConnectable {
  readonly connections: AwsConnections;
  readonly output: SmokeTaskOutput;
  /** The Terraform resources, for `addOverride`. */
  readonly resources: {
    readonly securityGroup: AwsSecurityGroup;
    readonly logs: LogGroup;
    readonly executionRole: IamRole;
    readonly taskRole: IamRole;
    readonly taskDefinition: EcsTaskDefinition;
  };

  constructor(scope: Construct, id: string, props: PlacedSmokeTaskProps) {
    super(scope, id);
    const { architecture = "x86_64", aws, image } = props;
    const { encryptionKey, environment, network } = aws;
    requireImage(image);
    const reports =
      props.reportBucket === undefined ? undefined : reportFolder(environment, props.reportBucket);
    const cluster = AwsEcsCluster.of(this, aws);
    const securityGroup = this.securityGroupOf(props);
    const logs = new LogGroup(this, "logs", { environment, name: SMOKE_NAME, encryptionKey });
    const executionRole = this.role(aws, "execution", "Starts the harness", [
      logStatement(logs.logGroupArn),
      ...imageStatements(environment, image),
    ]);
    const statements = statementsOf(props, reports);
    const taskRole = this.role(aws, "task", "The harness, as it proves", statements);
    const taskDefinition = new EcsTaskDefinition(this, "task", {
      family: resourceName(environment, SMOKE_NAME),
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      ...SIZE,
      executionRoleArn: executionRole.arn,
      taskRoleArn: taskRole.arn,
      runtimePlatform: {
        operatingSystemFamily: "LINUX",
        cpuArchitecture: architecture.toUpperCase(),
      },
      containerDefinitions: JSON.stringify([
        smokeContainer(image, {
          ...{ region: environment.region, logGroup: logs.logGroupName, reports },
        }),
      ]),
    });
    taskDefinition.overrideLogicalId(SMOKE_NAME);
    this.connections = securityGroup.connections;
    this.resources = { securityGroup, logs, executionRole, taskRole, taskDefinition };
    this.output = {
      cluster: cluster.clusterName,
      taskDefinition: taskDefinition.arn,
      container: SMOKE_CONTAINER,
      subnets: network.subnetIds,
      securityGroup: securityGroup.securityGroupId,
      logGroup: logs.logGroupName,
      logPrefix: SMOKE_LOG_PREFIX,
    };
  }

  private securityGroupOf({ aws, ...proven }: PlacedSmokeTaskProps): AwsSecurityGroup {
    const { environment, network } = aws;
    const { serviceEndpoints = [] } = network;
    if (serviceEndpoints.length === 0) throw unreachable(this);
    const group = new AwsSecurityGroup(this, "security-group", {
      environment,
      name: SMOKE_NAME,
      description: "Harness that proves the caches",
      vpcId: network.vpcId,
    });
    for (const peer of serviceEndpoints) {
      group.connections.allowTo(peer, HTTPS, "Image, secrets, log and faults, from AWS services");
    }
    const { clusters, elastiCacheRings, rings, serverless } = proven;
    for (const cache of [...clusters, ...serverless, ...rings, ...elastiCacheRings]) {
      cache.connections.allowDefaultPortFrom(group, `The harness proves ${cache.name}`);
    }
    return group;
  }

  private role(
    { environment }: AwsPlace,
    part: "execution" | "task",
    description: string,
    statements: readonly PolicyStatement[],
  ): IamRole {
    const role = new IamRole(this, `${part}-role`, {
      name: roleName(environment, `${SMOKE_NAME}-${part}`),
      description,
      assumeRolePolicy: policyDocument([taskTrust(environment)]),
    });
    role.overrideLogicalId(`${SMOKE_NAME}_${part}`);
    if (statements.length > 0) {
      const policy = new IamRolePolicy(this, `${part}-policy`, {
        name: part === "execution" ? "start-harness" : "prove-caches",
        role: role.id,
        policy: policyDocument(statements),
      });
      policy.overrideLogicalId(`${SMOKE_NAME}_${part}`);
    }
    return role;
  }
}

function statementsOf(
  { aws, faults = false, ...proven }: PlacedSmokeTaskProps,
  reports: ReportFolder | undefined,
): PolicyStatement[] {
  const { clusters, rings, serverless } = proven;
  const { encryptionKey, environment } = aws;
  const caches = [...clusters, ...serverless];
  return smokeStatements({
    ...{ environment, reports },
    keyArn: encryptionKey.keyArn,
    areFaultsAllowed: faults,
    caches: caches.map((cache) => ({
      ...("replicationGroupId" in cache
        ? { replicationGroupId: cache.replicationGroupId }
        : { serverlessCacheName: cache.serverlessCacheName }),
      name: cache.name,
      userIds: cache.model.users
        .filter(({ authentication }) => authentication.type === "iam")
        .map(({ id }) => id),
    })),
    secretArns: [
      ...caches.flatMap(({ resources }) => [...resources.users.resources.secrets.values()]),
      ...rings.flatMap(({ resources }) => resources.secrets.logins),
    ]
      .map(({ resources }) => resources.secret.secretArn)
      .concat(
        rings.flatMap(({ resources }) =>
          resources.secrets.authorities.map(({ secretArn }) => secretArn),
        ),
      ),
    ringServices: rings.flatMap(({ manifest }) => manifest.nodes.map(({ ref }) => ref)),
  });
}

function unreachable(scope: Construct): ValidationError {
  return new ValidationError(
    "AWS_SERVICES_UNREACHABLE",
    {
      problem:
        "the harness could not start: the network has no way to ECR, Secrets Manager and CloudWatch Logs",
      allowed: "a network with endpoints ecr.api, ecr.dkr, logs, s3 and secretsmanager, or a proxy",
      fix: "name the endpoints' group and the prefix list of S3 in serviceEndpoints of the network",
    },
    scope,
  );
}
