import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { ECSClient, Task } from "@aws-sdk/client-ecs";
import { randomUUID } from "node:crypto";
import { loadAwsSdk } from "../../clients/aws-sdk";
import { UnavailableError } from "../../constructs/core/errors";
import { ORDER_VARIABLE } from "../../smoke/remote/order";
import { callAws, faultName } from "./service-call";
import type { SmokePlace } from "./smoke-place";

const SDK = {
  purpose: "the harness as a task of ECS",
  packages: ["@aws-sdk/client-ecs", "@aws-sdk/client-cloudwatch-logs"],
};
const STARTED_BY = "cachefort-smoke";

/** Lines of a log, and where the next ones begin. */
export interface LogPage {
  readonly lines: readonly string[];
  readonly token: string | undefined;
}

/** The calls of ECS and CloudWatch Logs that a run elsewhere takes; no others. */
export class SmokeTasks {
  private clients: { readonly ecs: ECSClient; readonly logs: CloudWatchLogsClient } | undefined;

  /** @param region @default - that which the AWS SDK finds */
  constructor(
    private readonly place: SmokePlace,
    private readonly region?: string,
  ) {}

  /**
   * Starts a task with an order.
   *
   * @returns its ARN
   * @throws UnavailableError SMOKE_TASK_NOT_STARTED, AWS_CALL_REFUSED, AWS_CREDENTIALS_MISSING
   */
  async run(order: string): Promise<string> {
    const { client, sdk } = await this.ecs();
    const { cluster, container, securityGroup, subnets, taskDefinition } = this.place;
    const { failures = [], tasks = [] } = await callAws(
      { action: "ecs:RunTask", subject: taskDefinition },
      (options) =>
        client.send(
          new sdk.RunTaskCommand({
            ...{ cluster, taskDefinition, count: 1, launchType: "FARGATE", startedBy: STARTED_BY },
            // An attempt that the SDK repeats starts no second one.
            clientToken: randomUUID(),
            propagateTags: "TASK_DEFINITION",
            networkConfiguration: {
              awsvpcConfiguration: {
                subnets: [...subnets],
                securityGroups: [securityGroup],
                assignPublicIp: "DISABLED",
              },
            },
            overrides: {
              containerOverrides: [
                { name: container, environment: [{ name: ORDER_VARIABLE, value: order }] },
              ],
            },
          }),
          options,
        ),
    );
    const [arn] = tasks.flatMap(({ taskArn }) => taskArn ?? []);
    if (arn !== undefined) return arn;
    throw new UnavailableError("SMOKE_TASK_NOT_STARTED", {
      problem: `ECS starts no task: ${failures.map(({ detail, reason }) => detail ?? reason).join("; ")}`,
      received: taskDefinition,
      fix: "see what it says; the quota of Fargate may be used up",
    });
  }

  /** A task as ECS tells. */
  async describe(arn: string): Promise<Task> {
    const { client, sdk } = await this.ecs();
    const { cluster } = this.place;
    const { tasks = [] } = await callAws({ action: "ecs:DescribeTasks", subject: arn }, (options) =>
      client.send(new sdk.DescribeTasksCommand({ cluster, tasks: [arn] }), options),
    );
    return tasks[0] ?? {};
  }

  /** Asks ECS to stop a task: the harness in it gets a signal, and undoes what it has done. */
  async stop(arn: string, reason: string): Promise<void> {
    const { client, sdk } = await this.ecs();
    const { cluster } = this.place;
    await callAws({ action: "ecs:StopTask", subject: arn }, (options) =>
      client.send(new sdk.StopTaskCommand({ cluster, task: arn, reason }), options),
    );
  }

  /** The next lines of a task's log; none before the log begins. */
  async log(arn: string, token: string | undefined): Promise<LogPage> {
    const sdk = await loadAwsSdk(SDK, () => import("@aws-sdk/client-cloudwatch-logs"));
    const { logs } = await this.connect();
    const { container, logGroup, logPrefix } = this.place;
    const id = arn.split("/").at(-1) ?? "";
    const input = {
      logGroupName: logGroup,
      logStreamName: `${logPrefix}/${container}/${id}`,
      startFromHead: true,
      ...(token === undefined ? {} : { nextToken: token }),
    };
    const call = { action: "logs:GetLogEvents", subject: logGroup };
    return callAws(call, async (options) => {
      try {
        const page = await logs.send(new sdk.GetLogEventsCommand(input), options);
        const lines = (page.events ?? []).map(({ message = "" }) => message);
        return { lines, token: page.nextForwardToken ?? token };
      } catch (error) {
        if (faultName(error) !== "ResourceNotFoundException") throw error;
        return { lines: [], token };
      }
    });
  }

  private async ecs() {
    const sdk = await loadAwsSdk(SDK, () => import("@aws-sdk/client-ecs"));
    return { client: (await this.connect()).ecs, sdk };
  }

  private async connect() {
    const [ecs, logs] = await loadAwsSdk(SDK, () =>
      Promise.all([import("@aws-sdk/client-ecs"), import("@aws-sdk/client-cloudwatch-logs")]),
    );
    const config = this.region === undefined ? {} : { region: this.region };
    this.clients ??= {
      ecs: new ecs.ECSClient(config),
      logs: new logs.CloudWatchLogsClient(config),
    };
    return this.clients;
  }
}
