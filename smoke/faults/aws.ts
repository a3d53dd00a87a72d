import { ValidationError } from "../../constructs/core/errors";
import { ReplicationGroups } from "../../operate/aws/replication-groups";
import { RingTasks } from "../../operate/aws/ring-tasks";
import { awaitStarted, isServing, serviceOf, stopTask } from "../../operate/aws/ring-node";
import type { DriverWatch, NodeService, TargetDriver } from "../driver";
import { AwsNodeService } from "./aws-service";

export interface AwsDriverProps {
  /** @default - the region that the AWS SDK finds */
  readonly region?: string;
  /** Milliseconds between two looks at a service. @default 5000 */
  readonly everyMs?: number;
  /** Milliseconds after which any wait is given up. @default - minutes, by what is waited for */
  readonly withinMs?: number;
}

const EVERY_MS = 5000;
/** Fargate pulls the image anew for each task; what it takes longer is a fault. */
const TASK_MS = 600_000;

/**
 * Faults that services of AWS offer: a failover of ElastiCache, and a task of ECS that stops. Nodes of
 * ElastiCache are never asked to stop, and get none of the commands that the service restricts.
 */
export class AwsDriver implements TargetDriver {
  readonly service: NodeService;
  private readonly tasks: RingTasks;
  private readonly everyMs: number;
  private readonly withinMs: number;

  constructor({ everyMs = EVERY_MS, region, withinMs }: AwsDriverProps = {}) {
    this.everyMs = everyMs;
    this.withinMs = withinMs ?? TASK_MS;
    this.tasks = new RingTasks(region);
    this.service = new AwsNodeService(new ReplicationGroups(region), { everyMs, withinMs });
  }

  kill(ref: string): Promise<void> {
    return impossible("kill", ref);
  }

  /** Stops the node's task; resolves when it is gone. Its service starts another one by itself. */
  async stop(ref: string, watch: DriverWatch = {}): Promise<void> {
    const place = serviceOf(ref);
    if (place === undefined) return impossible("stop", ref);
    await stopTask(this.tasks, place, this.waitOf(watch));
  }

  pause(ref: string): Promise<void> {
    return impossible("pause", ref);
  }

  resume(ref: string): Promise<void> {
    return impossible("resume", ref);
  }

  /** Waits until the node's service has a task that serves. */
  async start(ref: string, watch: DriverWatch = {}): Promise<void> {
    const place = serviceOf(ref);
    if (place === undefined) return impossible("start", ref);
    await awaitStarted(this.tasks, place, this.waitOf(watch));
  }

  async isRunning(ref: string): Promise<boolean> {
    const place = serviceOf(ref);
    if (place === undefined) return impossible("watch the process of", ref);
    return isServing(await this.tasks.tasks(place));
  }

  logs(ref: string): Promise<string> {
    return impossible("read the log of", ref);
  }

  private waitOf({ progress, signal }: DriverWatch) {
    return { withinMs: this.withinMs, everyMs: this.everyMs, signal, progress };
  }
}

function impossible(what: string, ref: string): Promise<never> {
  return Promise.reject(
    new ValidationError("SMOKE_TARGET_UNSUPPORTED", {
      problem: `the harness cannot ${what} ${ref}, which a service of AWS runs`,
      received: "aws",
      allowed: "host, docker",
      fix: "try it on an environment of one of these targets",
    }),
  );
}
