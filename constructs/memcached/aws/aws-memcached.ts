import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import type { AwsPlace } from "../../aws/aws-place";
import type { AwsConnections } from "../../aws/connections";
import { AwsEcsCluster, type IEcsCluster } from "../../aws/ecs-cluster";
import { LogGroup } from "../../aws/log-group";
import type { MetricAlarms } from "../../aws/metric-alarms";
import { roleName } from "../../aws/names";
import { policyDocument } from "../../aws/policy-document";
import {
  AwsPrivateNamespace,
  type IPrivateNamespace,
  requireResolvable,
} from "../../aws/private-namespace";
import { AwsSecurityGroup } from "../../aws/security-group";
import { toldAlarms } from "../../aws/told-alarms";
import type { MemcachedManifest } from "../../core/manifest";
import { ValidationError } from "../../core/errors";
import { nodeProgram } from "../../terraform/node-program";
import { literalText } from "../../terraform/literal-text";
import { warnOnce } from "../../terraform/warn-once";
import type { IMemcachedCluster } from "../cluster";
import { memcachedWarning } from "../version-floor";
import { awsMemcachedManifest } from "./aws-memcached-manifest";
import { createAwsMemcachedModel, type AwsMemcachedModel } from "./aws-memcached-model";
import type { AwsMemcachedProps } from "./aws-memcached-props";
import { nodeContainer, type NodePrograms } from "./node-container";
import { ringAlarmPlan } from "./ring-alarm-plan";
import { RingNode } from "./ring-node";
import { RingSecrets } from "./ring-secrets";
import { executionStatements, taskTrust } from "./task-policies";

/** A ring with the place that it lies in. */
export interface PlacedMemcachedProps extends AwsMemcachedProps {
  readonly aws: AwsPlace;
  /** @default - the environment's own, made for the first ring of the stack */
  readonly cluster?: IEcsCluster;
  /**
   * Domain of the nodes' names. Of the rings in a second network it is one of that network.
   *
   * @default - the environment's own, made for the first ring of the stack
   */
  readonly namespace?: IPrivateNamespace;
}

const HTTPS = 443;

/**
 * A Memcached ring with SASL and TLS on AWS, which ElastiCache does not have: each node is a task of ECS on
 * Fargate under a name that stays, closed to everybody who is not named by `connections`.
 *
 * A task that is replaced loses its share of the keys, 1/N; a change replaces one node after the other.
 *
 * @throws ValidationError for props that would give no working ring, see `createAwsMemcachedModel`; and
 * AWS_SERVICES_UNREACHABLE, AWS_NAMESPACE_NETWORK
 */
export class AwsMemcached extends Construct implements IMemcachedCluster {
  readonly name: string;
  readonly manifest: MemcachedManifest;
  readonly connections: AwsConnections;
  readonly model: AwsMemcachedModel;
  /** The Terraform resources, for `addOverride`. */
  readonly resources: {
    readonly securityGroup: AwsSecurityGroup;
    readonly logs: LogGroup;
    readonly secrets: RingSecrets;
    readonly executionRole: IamRole;
    readonly executionPolicy: IamRolePolicy;
    readonly nodes: readonly RingNode[];
    /** `undefined` where the place has no topic. */
    readonly alarms: MetricAlarms | undefined;
  };

  constructor(scope: Construct, id: string, props: PlacedMemcachedProps) {
    super(scope, id);
    const { alarms, aws } = props;
    const { encryptionKey, environment, network } = aws;
    const cluster = props.cluster ?? AwsEcsCluster.of(this, aws);
    const namespace = props.namespace ?? AwsPrivateNamespace.of(this, aws);
    requireResolvable(this, props.name, namespace, aws);
    const model = createAwsMemcachedModel(props, { environment, domain: namespace.domain });
    const { name } = model;
    const warning = memcachedWarning(model.image);
    if (warning !== undefined) warnOnce(this, warning);
    const securityGroup = this.securityGroupOf(model, aws);
    const logs = new LogGroup(this, "logs", {
      environment,
      name: `${name}/memcached`,
      encryptionKey,
      retentionDays: model.logRetentionDays,
    });
    const secrets = new RingSecrets(this, "secrets", {
      model,
      encryptionKey,
      rotationLambdaArn: props.rotationLambdaArn,
    });
    const passwordArns = secrets.logins.map(({ resources }) => resources.secret.secretArn);
    const executionRole = new IamRole(this, "execution-role", {
      name: roleName(environment, `${name}-execution`),
      description: `Starts the nodes of the ring ${name}`,
      assumeRolePolicy: policyDocument([taskTrust(environment)]),
    });
    executionRole.overrideLogicalId(`${name}_execution`);
    const executionPolicy = new IamRolePolicy(this, "execution-policy", {
      name: "start-nodes",
      role: executionRole.id,
      policy: policyDocument(
        executionStatements({
          environment,
          image: model.image,
          secretArns: [secrets.certificate.secretArn, ...passwordArns],
          keyArn: encryptionKey.keyArn,
          logGroupArn: logs.logGroupArn,
        }),
      ),
    });
    executionPolicy.overrideLogicalId(`${name}_execution`);
    const place = {
      programs: programs(),
      region: environment.region,
      logGroup: logs.logGroupName,
      certificateArn: secrets.certificate.secretArn,
      passwordArns,
    };
    const nodes: RingNode[] = [];
    for (const node of model.nodes) {
      const before = nodes.at(-1);
      nodes.push(
        new RingNode(this, `node-${node.id}`, {
          model,
          node,
          container: nodeContainer(model, node, place),
          cluster,
          namespace,
          subnetId: network.subnetIds[Number(node.id) % network.subnetIds.length] ?? "",
          securityGroupId: securityGroup.securityGroupId,
          executionRoleArn: executionRole.arn,
          after: [
            executionPolicy,
            logs.resource,
            secrets.certificate.resources.version,
            ...secrets.logins.map(({ resources }) => resources.secret.resources.version),
            // One node after the other: each loses its share of the keys.
            ...(before === undefined ? [] : [before.resources.service]),
          ],
        }),
      );
    }
    this.name = name;
    this.model = model;
    this.connections = securityGroup.connections;
    this.manifest = awsMemcachedManifest(model, cluster.clusterName);
    this.resources = {
      ...{ securityGroup, logs, secrets, executionRole, executionPolicy, nodes },
      alarms: toldAlarms(this, {
        ...{ name, aws, alarms },
        plan: ringAlarmPlan(model, cluster.clusterName, alarms),
      }),
    };
  }

  private securityGroupOf(model: AwsMemcachedModel, { environment, network }: AwsPlace) {
    const group = new AwsSecurityGroup(this, "security-group", {
      environment,
      name: model.name,
      description: `Nodes of the ring ${model.name}`,
      vpcId: network.vpcId,
      defaultPort: model.nodes[0]?.port ?? 0,
    });
    const { serviceEndpoints = [] } = network;
    if (serviceEndpoints.length === 0) throw unreachable(this, model.name);
    for (const peer of serviceEndpoints) {
      group.connections.allowTo(peer, HTTPS, "Image, secrets and log of a node, from AWS services");
    }
    return group;
  }
}

function programs(): NodePrograms {
  const program = (name: string): string => literalText(nodeProgram(name));
  return {
    start: program("fargate-start.sh"),
    run: program("run.sh"),
    container: program("fargate.sh"),
    health: program("health-memcached.sh"),
    metrics: program("metrics-memcached.sh"),
  };
}

function unreachable(scope: Construct, name: string): ValidationError {
  return new ValidationError(
    "AWS_SERVICES_UNREACHABLE",
    {
      problem: `the nodes of ${name} could not start: the network has no way to ECR, Secrets Manager and CloudWatch Logs`,
      allowed: "a network with endpoints ecr.api, ecr.dkr, logs, s3 and secretsmanager, or a proxy",
      fix: "name the endpoints' group and the prefix list of S3 in serviceEndpoints of the network",
    },
    scope,
  );
}
