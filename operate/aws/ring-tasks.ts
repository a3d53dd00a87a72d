import type { ECSClient, Service, Task } from "@aws-sdk/client-ecs";
import { loadAwsSdk } from "../../clients/aws-sdk";
import { callAws } from "./service-call";

const ECS_SDK = { purpose: "the harness on ECS", packages: ["@aws-sdk/client-ecs"] };

/** A service of ECS. */
export interface ServiceRef {
  readonly cluster: string;
  readonly service: string;
}

/** The calls of ECS's API that the harness makes for the nodes of a ring; no others. */
export class RingTasks {
  private client: ECSClient | undefined;

  /** @param region @default - that which the AWS SDK finds */
  constructor(private readonly region?: string) {}

  /** A service as ECS tells. */
  async service(place: ServiceRef, signal?: AbortSignal): Promise<Service | undefined> {
    const { client, sdk } = await this.connect();
    const { cluster, service } = place;
    const { services = [] } = await callAws(
      { action: "ecs:DescribeServices", subject: nameOf(place), signal },
      (options) =>
        client.send(new sdk.DescribeServicesCommand({ cluster, services: [service] }), options),
    );
    return services[0];
  }

  /** Tasks of a service that are to run. */
  async tasks(place: ServiceRef, signal?: AbortSignal): Promise<Task[]> {
    const { client, sdk } = await this.connect();
    const { cluster, service } = place;
    const { taskArns = [] } = await callAws(
      { action: "ecs:ListTasks", subject: nameOf(place), signal },
      (options) =>
        client.send(
          new sdk.ListTasksCommand({ cluster, serviceName: service, desiredStatus: "RUNNING" }),
          options,
        ),
    );
    return taskArns.length === 0 ? [] : this.describe(cluster, taskArns, signal);
  }

  /** Tasks by their ARNs, also such as have stopped. */
  async describe(cluster: string, tasks: readonly string[], signal?: AbortSignal): Promise<Task[]> {
    const { client, sdk } = await this.connect();
    const subject = tasks.join(", ");
    const answer = await callAws({ action: "ecs:DescribeTasks", subject, signal }, (options) =>
      client.send(new sdk.DescribeTasksCommand({ cluster, tasks: [...tasks] }), options),
    );
    return answer.tasks ?? [];
  }

  /** Asks ECS to stop a task. */
  async stop(cluster: string, task: string, reason: string): Promise<void> {
    const { client, sdk } = await this.connect();
    await callAws({ action: "ecs:StopTask", subject: task }, (options) =>
      client.send(new sdk.StopTaskCommand({ cluster, task, reason }), options),
    );
  }

  private async connect() {
    const sdk = await loadAwsSdk(ECS_SDK, () => import("@aws-sdk/client-ecs"));
    this.client ??= new sdk.ECSClient(this.region === undefined ? {} : { region: this.region });
    return { client: this.client, sdk };
  }
}

function nameOf({ cluster, service }: ServiceRef): string {
  return `${cluster}/${service}`;
}
