import { ElasticacheCluster } from "@cdktf/provider-aws/lib/elasticache-cluster";
import { ElasticacheParameterGroup } from "@cdktf/provider-aws/lib/elasticache-parameter-group";
import { ElasticacheSubnetGroup } from "@cdktf/provider-aws/lib/elasticache-subnet-group";
import { Annotations } from "cdktf";
import { Construct } from "constructs";
import type { AwsPlace } from "../../aws/aws-place";
import type { AwsConnections } from "../../aws/connections";
import type { MetricAlarms } from "../../aws/metric-alarms";
import { lifecycleOf } from "../../aws/removal-policy";
import { AwsSecurityGroup } from "../../aws/security-group";
import { toldAlarms } from "../../aws/told-alarms";
import type { MemcachedManifest } from "../../core/manifest";
import type { IMemcachedCluster } from "../cluster";
import { elastiCacheAlarmPlan } from "./elasticache-alarm-plan";
import { elastiCacheManifest } from "./elasticache-manifest";
import { createElastiCacheModel, type ElastiCacheModel } from "./elasticache-model";
import type { AwsElastiCacheMemcachedProps } from "./elasticache-props";

/** A ring in ElastiCache with the place that it lies in. */
export interface PlacedElastiCacheProps extends AwsElastiCacheMemcachedProps {
  readonly aws: AwsPlace;
}

/** Each further node takes minutes; the provider's own limits are for few. */
const TIMEOUTS = { create: "60m", update: "120m", delete: "60m" };

/**
 * A ring of ElastiCache for Memcached, with TLS and **without authentication**: the service knows no login for
 * Memcached, so that whoever reaches a node reads, changes and removes every item. Nothing but the network
 * guards it: its group lets nobody in who is not named by `connections`. `AwsMemcached` is the ring with
 * logins.
 *
 * A node that the service replaces is empty; a change that makes a new ring (see `docs/aws-memcached.md`) gives
 * every node another name, and every key another node.
 *
 * @throws ValidationError for props that would give no working ring, see `createElastiCacheModel`
 */
export class AwsElastiCacheMemcached extends Construct implements IMemcachedCluster {
  readonly name: string;
  readonly manifest: MemcachedManifest;
  readonly connections: AwsConnections;
  readonly model: ElastiCacheModel;
  /** The Terraform resources, for `addOverride`. */
  readonly resources: {
    readonly cluster: ElasticacheCluster;
    readonly subnetGroup: ElasticacheSubnetGroup;
    readonly parameterGroup: ElasticacheParameterGroup;
    readonly securityGroup: AwsSecurityGroup;
    /** `undefined` where nobody is named to be told. */
    readonly alarms: MetricAlarms | undefined;
  };

  constructor(scope: Construct, id: string, props: PlacedElastiCacheProps) {
    super(scope, id);
    const { environment, network } = props.aws;
    const model = createElastiCacheModel(props, { environment, zones: network.availabilityZones });
    const { name } = model;
    Annotations.of(this).addWarning(
      `${name}: no login guards it, only its network: name as few groups as you can in connections`,
    );
    const securityGroup = new AwsSecurityGroup(this, "security-group", {
      environment,
      name,
      description: `Nodes of the ring ${name}`,
      vpcId: network.vpcId,
      defaultPort: model.port,
    });
    const subnetGroup = new ElasticacheSubnetGroup(this, "subnets", {
      name: model.id,
      description: `Subnets of the ring ${name}`,
      subnetIds: [...network.subnetIds],
    });
    subnetGroup.overrideLogicalId(name);
    const parameterGroup = new ElasticacheParameterGroup(this, "parameters", {
      name: model.parameterGroup.name,
      family: model.parameterGroup.family,
      description: `Parameters of the ring ${name}`,
      parameter: model.parameterGroup.parameters.map((parameter) => ({ ...parameter })),
      // A group that is in use cannot be deleted.
      lifecycle: { createBeforeDestroy: true },
    });
    parameterGroup.overrideLogicalId(name);
    const cluster = new ElasticacheCluster(this, "cluster", {
      clusterId: model.id,
      engine: "memcached",
      engineVersion: model.version,
      nodeType: model.nodeType,
      numCacheNodes: model.zones.length,
      azMode: new Set(model.zones).size > 1 ? "cross-az" : "single-az",
      preferredAvailabilityZones: [...model.zones],
      port: model.port,
      transitEncryptionEnabled: true,
      subnetGroupName: subnetGroup.name,
      parameterGroupName: parameterGroup.name,
      securityGroupIds: [securityGroup.securityGroupId],
      maintenanceWindow: model.maintenanceWindow,
      // The manifest names every node: one that waited for the window would not be there yet.
      applyImmediately: true,
      timeouts: TIMEOUTS,
      lifecycle: lifecycleOf(model.removalPolicy),
    });
    cluster.overrideLogicalId(name);
    this.name = name;
    this.model = model;
    this.connections = securityGroup.connections;
    this.manifest = elastiCacheManifest(model, (index) => cluster.cacheNodes.get(index).address);
    this.resources = {
      ...{ cluster, subnetGroup, parameterGroup, securityGroup },
      alarms: toldAlarms(this, {
        ...{ name, aws: props.aws, alarms: props.alarms },
        plan: elastiCacheAlarmPlan(model, props.alarms),
      }),
    };
  }
}
