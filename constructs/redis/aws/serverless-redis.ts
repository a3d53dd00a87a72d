import { ElasticacheServerlessCache } from "@cdktf/provider-aws/lib/elasticache-serverless-cache";
import type { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Annotations } from "cdktf";
import { Construct } from "constructs";
import type { AwsEnvironment } from "../../aws/aws-environment";
import type { AwsPlace } from "../../aws/aws-place";
import type { AwsConnections, IAwsConnectable } from "../../aws/connections";
import type { MetricAlarms } from "../../aws/metric-alarms";
import { AwsSecurityGroup } from "../../aws/security-group";
import { toldAlarms } from "../../aws/told-alarms";
import type { RedisManifest } from "../../core/manifest";
import { warnOfRiskyGrants } from "../../terraform/warn-of-risky-grants";
import type { IRedisCluster } from "../cluster";
import { ClusterUsers } from "./cluster-users";
import { grantUser } from "./grant-user";
import { ownKeyOf } from "./own-key";
import { serverlessAlarmPlan } from "./serverless-alarm-plan";
import { serverlessCacheOf } from "./serverless-cache";
import { SERVERLESS_PORTS, serverlessRedisManifest } from "./serverless-manifest";
import {
  createServerlessRedisModel,
  type ServerlessRedisModel,
  type ServerlessRedisProps,
} from "./serverless-redis-model";

/** A serverless cache with the place that it lies in. */
export interface PlacedServerlessRedisProps extends ServerlessRedisProps {
  readonly aws: AwsPlace;
}

/**
 * A serverless cache of ElastiCache for Redis or Valkey: TLS required, encrypted at rest, reached from private
 * subnets, with users that log in by IAM, closed to everybody who is not named by `connections`. Clients
 * talk to it as to a cluster; the service chooses and moves nodes.
 *
 * What the service decides itself, and what of the users' grants it does not take, is told as a warning.
 *
 * @throws ValidationError for props that would give no working cache, see `createServerlessRedisModel`
 */
export class AwsServerlessRedis extends Construct implements IRedisCluster, IAwsConnectable {
  readonly name: string;
  readonly manifest: RedisManifest;
  /** `allowDefaultPortFrom` opens the port of the primary and that of the replicas. */
  readonly connections: AwsConnections;
  readonly serverlessCacheName: string;
  readonly model: ServerlessRedisModel;
  private readonly environment: AwsEnvironment;
  /** The Terraform resources, for `addOverride`. */
  readonly resources: {
    readonly cache: ElasticacheServerlessCache;
    readonly securityGroup: AwsSecurityGroup;
    readonly users: ClusterUsers;
    /** `undefined` where the place has no topic. */
    readonly alarms: MetricAlarms | undefined;
  };

  constructor(scope: Construct, id: string, props: PlacedServerlessRedisProps) {
    super(scope, id);
    const { alarms, aws } = props;
    const { encryptionKey, environment, network } = aws;
    const model = createServerlessRedisModel(props, environment);
    const { name } = model;
    for (const note of model.notes) Annotations.of(this).addWarning(`${name}: ${note}`);
    warnOfRiskyGrants(this, model.applicationUsers);
    const securityGroup = new AwsSecurityGroup(this, "security-group", {
      environment,
      name,
      description: `Endpoints of the cache ${name}`,
      vpcId: network.vpcId,
      defaultPort: SERVERLESS_PORTS.primary,
      // Clients learn of the replicas by CLUSTER SLOTS, and wait for those that they cannot reach.
      furtherPorts: [SERVERLESS_PORTS.replica],
    });
    const users = new ClusterUsers(this, "users", {
      name,
      groupId: model.id,
      engine: model.engine.name,
      users: model.users,
      encryptionKey,
    });
    const cache = new ElasticacheServerlessCache(
      this,
      "cache",
      serverlessCacheOf(model, {
        securityGroupId: securityGroup.securityGroupId,
        subnetIds: network.subnetIds,
        userGroupId: users.userGroupId,
        ...ownKeyOf(this, aws),
      }),
    );
    cache.overrideLogicalId(name);
    this.name = name;
    this.model = model;
    this.environment = environment;
    this.connections = securityGroup.connections;
    this.serverlessCacheName = model.id;
    this.manifest = serverlessRedisManifest(model, {
      primary: cache.endpoint.get(0).address,
      replica: cache.readerEndpoint.get(0).address,
    });
    this.resources = {
      ...{ cache, securityGroup, users },
      alarms: toldAlarms(this, { name, aws, alarms, plan: serverlessAlarmPlan(model, alarms) }),
    };
  }

  /**
   * Lets a role log in as one of the users; `connections` opens the way to the cache.
   *
   * @throws ValidationError ELASTICACHE_GRANT, AWS_ROLE_NAME
   */
  grantConnect(roleName: string, user: string): IamRolePolicy {
    const { environment, manifest, serverlessCacheName } = this;
    return grantUser(
      this,
      { environment, manifest, cache: { serverlessCacheName } },
      roleName,
      user,
    );
  }

  /**
   * Takes over a cache that is there already: the next deployment imports it, and changes it to what is
   * written here. Its name must be the one that the kit would give it.
   */
  importExisting(): void {
    this.resources.cache.importFrom(this.serverlessCacheName);
  }
}
