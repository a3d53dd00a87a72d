import { ElasticacheGlobalReplicationGroup } from "@cdktf/provider-aws/lib/elasticache-global-replication-group";
import { Construct } from "constructs";
import { AwsRedisCluster } from "./aws-redis-cluster";
import {
  type DatastoreSecondaryProps,
  type RedisGlobalDatastoreProps,
  secondaryPropsOf,
} from "./datastore-props";
import { createGlobalDatastoreModel, type GlobalDatastoreModel } from "./global-datastore";
import { placedRedisModel, type PlacedRedisClusterProps } from "./placed-redis-cluster";

/** Resharding moves every slot, in each region; the provider's own limit is shorter. */
const TIMEOUTS = { update: "120m" };

/**
 * A global datastore of ElastiCache: a cluster that is written to, and one or two in other regions that follow
 * it and are read from. Each has its own network, key, users and alarms, of the place that it is given.
 *
 * @throws ValidationError AWS_REGION_UNDECLARED, those of `createGlobalDatastoreModel`, and those of the clusters
 */
export class AwsRedisGlobalDatastore extends Construct {
  readonly name: string;
  readonly model: GlobalDatastoreModel;
  readonly primary: AwsRedisCluster;
  readonly secondaries: readonly AwsRedisCluster[];
  /** The Terraform resources, for `addOverride`; those of the members stand with them. */
  readonly resources: { readonly globalReplicationGroup: ElasticacheGlobalReplicationGroup };

  constructor(scope: Construct, id: string, props: RedisGlobalDatastoreProps) {
    super(scope, id);
    const { name, primary, secondaries } = props;
    const model = createGlobalDatastoreModel({
      name,
      primary: placedRedisModel(primary),
      secondaries: secondaries.map((each) => placedRedisModel(secondaryPropsOf(primary, each))),
    });
    this.name = name;
    this.model = model;
    this.primary = this.member("primary", { ...primary, membership: { role: "primary" } }, props);
    const globalReplicationGroup = this.group(props);
    const { globalReplicationGroupId } = globalReplicationGroup;
    this.secondaries = secondaries.map((each: DatastoreSecondaryProps) => {
      const membership = { role: "secondary", globalReplicationGroupId } as const;
      return this.member(each.name, secondaryPropsOf(primary, each, membership), props);
    });
    this.resources = { globalReplicationGroup };
  }

  /** Every cluster, the primary first. */
  get members(): readonly AwsRedisCluster[] {
    return [this.primary, ...this.secondaries];
  }

  private member(
    id: string,
    member: PlacedRedisClusterProps,
    { providers }: RedisGlobalDatastoreProps,
  ): AwsRedisCluster {
    const cluster = new AwsRedisCluster(this, id, member);
    providers.useIn(cluster, member.aws.environment.region);
    return cluster;
  }

  private group({
    primary,
    providers,
  }: RedisGlobalDatastoreProps): ElasticacheGlobalReplicationGroup {
    const { engine, nodeType, shards, suffix } = this.model;
    const { environment } = primary.aws;
    const { model, resources } = this.primary;
    const group = new ElasticacheGlobalReplicationGroup(this, "datastore", {
      provider: providers.ofRegion(environment.region),
      globalReplicationGroupIdSuffix: suffix,
      globalReplicationGroupDescription: `Datastore ${this.name} of ${environment.name}`,
      primaryReplicationGroupId: resources.replicationGroup.id,
      engineVersion: engine.version,
      cacheNodeType: nodeType,
      numNodeGroups: shards,
      // A newer family of the engine needs it; the service copies its parameters.
      parameterGroupName: resources.parameterGroup?.name ?? model.parameterGroup.name,
      timeouts: TIMEOUTS,
      lifecycle: {
        preventDestroy: model.removalPolicy === "retain",
        // Another region may have been promoted.
        ignoreChanges: ["primary_replication_group_id"],
      },
    });
    group.overrideLogicalId(this.name);
    return group;
  }
}
