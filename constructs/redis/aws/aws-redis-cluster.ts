import { ElasticacheParameterGroup } from "@cdktf/provider-aws/lib/elasticache-parameter-group";
import { ElasticacheReplicationGroup } from "@cdktf/provider-aws/lib/elasticache-replication-group";
import { ElasticacheSubnetGroup } from "@cdktf/provider-aws/lib/elasticache-subnet-group";
import type { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Annotations } from "cdktf";
import { Construct } from "constructs";
import type { AwsEnvironment } from "../../aws/aws-environment";
import type { AwsConnections } from "../../aws/connections";
import type { MetricAlarms } from "../../aws/metric-alarms";
import { ProviderFloor } from "../../aws/provider-floor";
import { neededRelease } from "../../aws/provider-releases";
import { AwsSecurityGroup } from "../../aws/security-group";
import { toldAlarms } from "../../aws/told-alarms";
import type { RedisManifest } from "../../core/manifest";
import { warnOfRiskyGrants } from "../../terraform/warn-of-risky-grants";
import { alarmPlan } from "./alarm-plan";
import { awsRedisManifest } from "./aws-manifest";
import type { AwsRedisModel } from "./aws-redis-model";
import { ClusterDashboard } from "./cluster-dashboard";
import { ClusterLogs } from "./cluster-logs";
import { ClusterScaling } from "./cluster-scaling";
import { ClusterUsers } from "./cluster-users";
import { memberGroupOf } from "./datastore-member";
import { grantUser } from "./grant-user";
import type { IAwsRedisCluster } from "./imported-redis-cluster";
import { ownKeyOf } from "./own-key";
import { placedRedisModel, type PlacedRedisClusterProps } from "./placed-redis-cluster";
import { replicationGroupOf } from "./replication-group";

/** A replication group that is taken over; `replicationGroupId` names it. */
export interface ExistingReplicationGroup {
  /** Group of the subnets that it lies in. @default - the name that the kit gives */
  readonly subnetGroupName?: string;
}

/**
 * A Redis or Valkey Cluster of ElastiCache: TLS required, encrypted at rest, in private subnets, with users
 * that log in by IAM, closed to everybody who is not named by `connections`.
 *
 * What the service decides itself, and what of the users' grants it does not take, is told as a warning.
 *
 * @throws ValidationError for props that would give no working cluster, see `createAwsRedisModel`
 */
export class AwsRedisCluster extends Construct implements IAwsRedisCluster {
  readonly name: string;
  readonly manifest: RedisManifest;
  readonly connections: AwsConnections;
  readonly replicationGroupId: string;
  readonly model: AwsRedisModel;
  private readonly environment: AwsEnvironment;
  /** The Terraform resources, for `addOverride`. */
  readonly resources: {
    readonly replicationGroup: ElasticacheReplicationGroup;
    readonly subnetGroup: ElasticacheSubnetGroup;
    /** `undefined` when the group is somebody else's, or the service's in a secondary of a datastore. */
    readonly parameterGroup: ElasticacheParameterGroup | undefined;
    readonly securityGroup: AwsSecurityGroup;
    readonly users: ClusterUsers;
    readonly logs: ClusterLogs;
    readonly scaling: ClusterScaling;
    /** `undefined` where the place has no topic. */
    readonly alarms: MetricAlarms | undefined;
    readonly dashboard: ClusterDashboard;
  };

  constructor(scope: Construct, id: string, props: PlacedRedisClusterProps) {
    super(scope, id);
    const { aws, membership } = props;
    const { encryptionKey, environment, network } = aws;
    const model = placedRedisModel(props);
    const { name } = model;
    for (const note of model.notes) Annotations.of(this).addWarning(`${name}: ${note}`);
    warnOfRiskyGrants(this, model.applicationUsers);
    ProviderFloor.of(this).raise(neededRelease({ nodeGroups: model.nodeGroups }));
    const securityGroup = new AwsSecurityGroup(this, "security-group", {
      environment,
      name,
      description: `Nodes of the cluster ${name}`,
      vpcId: network.vpcId,
      defaultPort: model.port,
    });
    const subnetGroup = new ElasticacheSubnetGroup(this, "subnets", {
      name: model.groupName,
      description: `Subnets of the cluster ${name}`,
      subnetIds: [...network.subnetIds],
    });
    subnetGroup.overrideLogicalId(name);
    const users = new ClusterUsers(this, "users", {
      name,
      groupId: model.groupName,
      engine: model.engine.name,
      users: model.users,
      encryptionKey,
    });
    const logs = new ClusterLogs(this, "logs", { model, aws });
    const parameterGroup =
      membership?.role === "secondary" ? undefined : this.parameterGroupOf(model);
    const config = replicationGroupOf(model, {
      securityGroupId: securityGroup.securityGroupId,
      subnetGroupName: subnetGroup.name,
      parameterGroupName: parameterGroup?.name ?? model.parameterGroup.name,
      userGroupId: users.userGroupId,
      ...ownKeyOf(this, aws),
      logDeliveries: logs.deliveries,
    });
    const replicationGroup = new ElasticacheReplicationGroup(
      this,
      "cluster",
      membership === undefined ? config : memberGroupOf(config, membership),
    );
    replicationGroup.overrideLogicalId(name);
    this.name = name;
    this.model = model;
    this.environment = environment;
    this.connections = securityGroup.connections;
    this.replicationGroupId = model.id;
    this.manifest = awsRedisManifest(model, replicationGroup.configurationEndpointAddress);
    const scaling = new ClusterScaling(this, "scaling", {
      model,
      replicationGroupId: replicationGroup.id,
    });
    const { alarms } = props;
    this.resources = {
      ...{ replicationGroup, subnetGroup, parameterGroup, securityGroup, users, logs, scaling },
      alarms: toldAlarms(this, { name, aws, alarms, plan: alarmPlan(model, alarms) }),
      dashboard: new ClusterDashboard(this, "dashboard", {
        model,
        ...(alarms === undefined ? {} : { alarms }),
      }),
    };
  }

  /**
   * Lets a role log in as one of the users; `connections` opens the way to the nodes.
   *
   * @throws ValidationError ELASTICACHE_GRANT, AWS_ROLE_NAME
   */
  grantConnect(roleName: string, user: string): IamRolePolicy {
    const { environment, manifest, replicationGroupId } = this;
    return grantUser(
      this,
      { environment, manifest, cache: { replicationGroupId } },
      roleName,
      user,
    );
  }

  /**
   * Takes over a replication group that is there already, with the group of its subnets: the next deployment
   * imports both, and changes them to what is written here. A cluster cannot move to another subnet group.
   */
  importExisting(existing: ExistingReplicationGroup = {}): void {
    const { subnetGroupName = this.model.groupName } = existing;
    const { replicationGroup, subnetGroup } = this.resources;
    replicationGroup.importFrom(this.replicationGroupId);
    subnetGroup.name = subnetGroupName;
    subnetGroup.importFrom(subnetGroupName);
  }

  private parameterGroupOf({
    groupName,
    name,
    parameterGroup,
  }: AwsRedisModel): ElasticacheParameterGroup | undefined {
    if (parameterGroup.kind === "existing") return undefined;
    const group = new ElasticacheParameterGroup(this, "parameters", {
      name: parameterGroup.name,
      family: parameterGroup.family,
      description: `Parameters of the cluster ${groupName}`,
      parameter: parameterGroup.parameters.map((parameter) => ({ ...parameter })),
      // A group that is in use cannot be deleted.
      lifecycle: { createBeforeDestroy: true },
    });
    group.overrideLogicalId(name);
    return group;
  }
}
