import { EcsCluster } from "@cdktf/provider-aws/lib/ecs-cluster";
import { Construct } from "constructs";
import { oneOfStack } from "../terraform/one-of-stack";
import type { AwsPlace } from "./aws-place";
import { LogGroup } from "./log-group";
import { resourceName } from "./names";

/** A cluster of ECS: made by the kit, or there before. */
export interface IEcsCluster {
  /** Name or ARN, for services. */
  readonly clusterArn: string;
  /** Name, for metrics and the harness. */
  readonly clusterName: string;
}

const ID = "cachefort-ecs";

/** The environment's cluster of ECS, which has tasks of Fargate alone. */
export class AwsEcsCluster extends Construct implements IEcsCluster {
  /**
   * The one cluster of a stack; it is made when it is first asked for. It belongs to no network: tasks in several
   * share it.
   */
  static of(scope: Construct, place: AwsPlace): AwsEcsCluster {
    return oneOfStack(AwsEcsCluster, scope, ID, (stack) => new AwsEcsCluster(stack, ID, place));
  }

  readonly clusterArn: string;
  readonly clusterName: string;
  /** The Terraform resource, for `addOverride`. */
  readonly resource: EcsCluster;

  constructor(scope: Construct, id: string, { encryptionKey, environment }: AwsPlace) {
    super(scope, id);
    // Nobody may run commands in a task; whoever changes that finds them logged.
    const logGroup = new LogGroup(this, "exec-log", {
      environment,
      name: "ecs/exec",
      encryptionKey,
    });
    this.clusterName = resourceName(environment);
    this.resource = new EcsCluster(this, "cluster", {
      name: this.clusterName,
      // The number of running tasks is a metric of Container Insights alone.
      setting: [{ name: "containerInsights", value: "enabled" }],
      configuration: {
        executeCommandConfiguration: {
          kmsKeyId: encryptionKey.keyArn,
          logging: "OVERRIDE",
          logConfiguration: {
            cloudWatchEncryptionEnabled: true,
            cloudWatchLogGroupName: logGroup.resource.name,
          },
        },
      },
    });
    this.resource.overrideLogicalId("ecs");
    this.clusterArn = this.resource.arn;
  }
}
