import { type Actions, ServiceFault } from "./fake-aws";

interface FakeTask {
  readonly arn: string;
  readonly service: string;
  lastStatus: "PROVISIONING" | "PENDING" | "RUNNING" | "DEPROVISIONING" | "STOPPED";
  healthStatus: "UNKNOWN" | "HEALTHY";
}

export interface FakeServicesProps {
  readonly cluster: string;
  /** Names of the services; each keeps one task. */
  readonly services: readonly string[];
  /** What really stops with a task. @default - nothing */
  readonly onStopped?: (service: string) => Promise<void>;
  /** What really starts with one. @default - nothing */
  readonly onStarted?: (service: string) => Promise<void>;
  /** Tasks that stop and are never replaced. @default false */
  readonly stays?: boolean;
}

const ARN = "arn:aws:ecs:eu-central-1:111122223333";

/**
 * A cluster of ECS whose services each keep one task. Each look moves a task a step on: one that is told to
 * stop stops, and then its service starts another one.
 */
export class FakeEcsServices {
  /** Reasons that tasks were stopped for. */
  readonly reasons: string[] = [];
  private readonly tasks: FakeTask[] = [];
  private count = 0;

  constructor(private readonly props: FakeServicesProps) {
    for (const service of props.services) this.add(service, "RUNNING");
  }

  get actions(): Actions {
    return {
      DescribeServices: (input) => this.describeServices(input),
      ListTasks: (input) => this.listTasks(input),
      DescribeTasks: (input) => this.describeTasks(input),
      StopTask: (input) => this.stopTask(input),
    };
  }

  /** ARNs of every task so far, by service. */
  arnsOf(service: string): string[] {
    return this.tasks.filter((task) => task.service === service).map(({ arn }) => arn);
  }

  private async describeServices({ cluster, services }: Record<string, unknown>) {
    this.requireCluster(cluster);
    await this.moveOn();
    const names = services as string[];
    const known = names.filter((name) => this.props.services.includes(name));
    return {
      services: known.map((serviceName) => ({
        serviceName,
        serviceArn: `${ARN}:service/${this.props.cluster}/${serviceName}`,
        status: "ACTIVE",
        desiredCount: 1,
        runningCount: this.living(serviceName).filter(({ lastStatus }) => lastStatus === "RUNNING")
          .length,
      })),
      failures: names
        .filter((name) => !known.includes(name))
        .map((name) => ({ arn: name, reason: "MISSING" })),
    };
  }

  private listTasks({ cluster, serviceName }: Record<string, unknown>) {
    this.requireCluster(cluster);
    if (!this.props.services.includes(String(serviceName))) {
      throw new ServiceFault("ServiceNotFoundException", "Service not found.");
    }
    return { taskArns: this.living(String(serviceName)).map(({ arn }) => arn) };
  }

  private async describeTasks({ cluster, tasks }: Record<string, unknown>) {
    this.requireCluster(cluster);
    await this.moveOn();
    const found = this.tasks.filter(({ arn }) => (tasks as string[]).includes(arn));
    return {
      tasks: found.map(({ arn: taskArn, healthStatus, lastStatus }) => {
        return { taskArn, healthStatus, lastStatus };
      }),
      failures: [],
    };
  }

  private stopTask({ cluster, reason, task: arn }: Record<string, unknown>) {
    this.requireCluster(cluster);
    const task = this.tasks.find((one) => one.arn === arn);
    if (task === undefined) {
      throw new ServiceFault("InvalidParameterException", "The referenced task was not found.");
    }
    this.reasons.push(String(reason));
    task.lastStatus = "DEPROVISIONING";
    return { task: { taskArn: task.arn, lastStatus: task.lastStatus, desiredStatus: "STOPPED" } };
  }

  private living(service: string): FakeTask[] {
    return this.tasks.filter(
      (task) =>
        task.service === service && !["DEPROVISIONING", "STOPPED"].includes(task.lastStatus),
    );
  }

  private async moveOn(): Promise<void> {
    for (const task of [...this.tasks]) {
      const { service } = task;
      if (task.lastStatus === "DEPROVISIONING") {
        await this.props.onStopped?.(service);
        task.lastStatus = "STOPPED";
      } else if (task.lastStatus === "STOPPED") {
        const isReplaced = this.living(service).length > 0;
        if (!isReplaced && this.props.stays !== true) this.add(service, "PROVISIONING");
      } else if (task.lastStatus === "PROVISIONING") {
        task.lastStatus = "PENDING";
      } else if (task.lastStatus === "PENDING") {
        await this.props.onStarted?.(service);
        task.lastStatus = "RUNNING";
      } else if (task.healthStatus === "UNKNOWN") {
        task.healthStatus = "HEALTHY";
      }
    }
  }

  private add(service: string, lastStatus: FakeTask["lastStatus"]): void {
    this.count += 1;
    const id = this.count.toString(16).padStart(32, "0");
    this.tasks.push({
      arn: `${ARN}:task/${this.props.cluster}/${id}`,
      service,
      lastStatus,
      healthStatus: lastStatus === "RUNNING" ? "HEALTHY" : "UNKNOWN",
    });
  }

  private requireCluster(cluster: unknown): void {
    if (cluster === this.props.cluster) return;
    throw new ServiceFault("ClusterNotFoundException", "Cluster not found.");
  }
}
