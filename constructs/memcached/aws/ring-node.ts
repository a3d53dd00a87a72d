import { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { ServiceDiscoveryService } from "@cdktf/provider-aws/lib/service-discovery-service";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { IEcsCluster } from "../../aws/ecs-cluster";
import { resourceName } from "../../aws/names";
import type { IPrivateNamespace } from "../../aws/private-namespace";
import type { MemcachedNode } from "../model";
import type { AwsMemcachedModel } from "./aws-memcached-model";
import { serviceName } from "./ring-alarm-plan";

export interface RingNodeProps {
  readonly model: AwsMemcachedModel;
  readonly node: MemcachedNode;
  /** Its container, as ECS describes it. */
  readonly container: object;
  readonly cluster: IEcsCluster;
  readonly namespace: IPrivateNamespace;
  readonly subnetId: string;
  readonly securityGroupId: string;
  readonly executionRoleArn: string;
  /** What has to be there, or to be well again, before the node is started or changed. */
  readonly after: readonly ITerraformDependable[];
}

/** Seconds that resolvers keep an address: a new task has another one. */
const TTL_SECONDS = 10;
/** A service that does not become steady in that time is given up; ten minutes are usual for the first pull. */
const TIMEOUTS = { create: "20m", update: "20m", delete: "20m" };

/**
 * A node of a ring: a service of ECS that keeps one task running, under one name. The task is stopped before
 * another one starts: two would share the name, and each would have half of the writes.
 */
export class RingNode extends Construct {
  /** The Terraform resources, for `addOverride`. */
  readonly resources: {
    readonly taskDefinition: EcsTaskDefinition;
    readonly name: ServiceDiscoveryService;
    readonly service: EcsService;
  };

  constructor(scope: Construct, id: string, props: RingNodeProps) {
    super(scope, id);
    const { model, node } = props;
    const name = serviceName(model, node.id);
    const address = `${model.name}_${node.id}`;
    const discovery = new ServiceDiscoveryService(this, "name", {
      name,
      description: `Node ${node.id} of the ring ${model.name}`,
      namespaceId: props.namespace.namespaceId,
      dnsConfig: {
        namespaceId: props.namespace.namespaceId,
        routingPolicy: "MULTIVALUE",
        dnsRecords: [{ type: "A", ttl: TTL_SECONDS }],
      },
      healthCheckCustomConfig: { failureThreshold: 1 },
      forceDestroy: true,
    });
    discovery.overrideLogicalId(address);
    const taskDefinition = new EcsTaskDefinition(this, "task", {
      family: resourceName({ name: model.environment }, name),
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      cpu: String(model.size.cpuUnits),
      memory: String(model.size.memoryMib),
      executionRoleArn: props.executionRoleArn,
      runtimePlatform: {
        operatingSystemFamily: "LINUX",
        cpuArchitecture: model.architecture.toUpperCase(),
      },
      containerDefinitions: JSON.stringify([props.container]),
      // A roll-back needs the revision before.
      lifecycle: { createBeforeDestroy: true },
    });
    taskDefinition.overrideLogicalId(address);
    const service = new EcsService(this, "service", {
      name,
      cluster: props.cluster.clusterArn,
      taskDefinition: taskDefinition.arn,
      desiredCount: 1,
      launchType: "FARGATE",
      platformVersion: "LATEST",
      deploymentMinimumHealthyPercent: 0,
      deploymentMaximumPercent: 100,
      deploymentCircuitBreaker: { enable: true, rollback: true },
      availabilityZoneRebalancing: "DISABLED",
      enableExecuteCommand: false,
      enableEcsManagedTags: true,
      propagateTags: "SERVICE",
      networkConfiguration: {
        assignPublicIp: false,
        subnets: [props.subnetId],
        securityGroups: [props.securityGroupId],
      },
      serviceRegistries: { registryArn: discovery.arn },
      // Terraform goes on to the next node when this one serves.
      waitForSteadyState: true,
      timeouts: TIMEOUTS,
      dependsOn: [...props.after],
    });
    service.overrideLogicalId(address);
    this.resources = { taskDefinition, name: discovery, service };
  }
}
