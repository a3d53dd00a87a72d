import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { join } from "node:path";
import { ROOT } from "../cachefort";
import type { SmokePlace } from "../../../operate/aws/smoke-place";
import { type Actions, ServiceFault } from "./fake-aws";

/** As the stack of an environment `prod` puts it out. */
export const SMOKE_PLACE: SmokePlace = {
  cluster: "cachefort-prod",
  taskDefinition: "arn:aws:ecs:eu-central-1:111122223333:task-definition/cachefort-prod-smoke:3",
  container: "harness",
  subnets: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
  securityGroup: "sg-0123456789abcdef0",
  logGroup: "/cachefort/prod/smoke",
  logPrefix: "run",
};

export interface FakeSmokeTaskProps {
  /** Where the task runs and writes its log. @default SMOKE_PLACE */
  readonly place?: SmokePlace;
  /** Why the task never runs. @default - it does */
  readonly stoppedReason?: string;
  /** Why ECS makes no task at all. @default - it does */
  readonly failure?: string;
  /** Variables that the task's definition sets. @default - none */
  readonly environment?: Readonly<Record<string, string>>;
  /** What is run in the place of the harness. @default - the harness */
  readonly program?: readonly string[];
}

interface RunTaskInput {
  readonly overrides: {
    readonly containerOverrides: readonly [
      { readonly name: string; readonly environment: readonly { name: string; value: string }[] },
    ];
  };
}

/** What Docker takes of a line before it begins another event of the log. */
const LINE_BYTES = 16_384;
/** Looks at a stopped task until the last of its log is there. */
const LATE_LOOKS = 2;
const ID = "a".repeat(32);

/**
 * ECS and CloudWatch Logs for one task: it really runs the harness, in a process of its own, and its log has
 * what that writes. The log begins late, and its end comes after the task's.
 */
export class FakeSmokeTask {
  /** What RunTask was asked for. */
  input: Record<string, unknown> | undefined;
  stopReason: string | undefined;
  readonly lines: string[] = [];
  private readonly place: SmokePlace;
  private readonly arn: string;
  private child: ChildProcess | undefined;
  private exitCode: number | undefined;
  private looks = 0;
  private looksAfterEnd = 0;

  constructor(private readonly props: FakeSmokeTaskProps = {}) {
    this.place = props.place ?? SMOKE_PLACE;
    this.arn = `arn:aws:ecs:eu-central-1:111122223333:task/${this.place.cluster}/${ID}`;
  }

  get ecs(): Actions {
    return {
      RunTask: (input) => this.run(input),
      DescribeTasks: (input) => this.describe(input),
      StopTask: (input) => this.stop(input),
    };
  }

  get logs(): Actions {
    return { GetLogEvents: (input) => this.read(input) };
  }

  /** Ends the program of the task, should it still run. */
  close(): void {
    if (this.exitCode === undefined) this.child?.kill("SIGKILL");
  }

  private run(input: Record<string, unknown>) {
    this.input = input;
    const { failure } = this.props;
    if (failure !== undefined) return { tasks: [], failures: [{ reason: failure }] };
    return { tasks: [{ taskArn: this.arn, lastStatus: "PROVISIONING" }], failures: [] };
  }

  private describe({ tasks }: Record<string, unknown>) {
    if ((tasks as string[])[0] !== this.arn) return { tasks: [], failures: [] };
    this.looks += 1;
    if (this.exitCode !== undefined) this.looksAfterEnd += 1;
    return { tasks: [this.task()], failures: [] };
  }

  private task() {
    const { stoppedReason } = this.props;
    const common = { taskArn: this.arn };
    if (stoppedReason !== undefined && this.looks > 1) {
      return { ...common, lastStatus: "STOPPED", stoppedReason, containers: [{ name: "harness" }] };
    }
    if (this.looks < 3) {
      return { ...common, lastStatus: this.looks === 1 ? "PROVISIONING" : "PENDING" };
    }
    if (this.child === undefined) this.launch();
    if (this.exitCode === undefined) return { ...common, lastStatus: "RUNNING" };
    return {
      ...common,
      lastStatus: "STOPPED",
      stoppedReason: "Essential container in task exited",
      containers: [{ name: "harness", exitCode: this.exitCode }],
    };
  }

  private launch(): void {
    const { overrides } = this.input as unknown as RunTaskInput;
    const [{ environment }] = overrides.containerOverrides;
    const order = Object.fromEntries(environment.map(({ name, value }) => [name, value]));
    const harness = [join(ROOT, "bin/cachefort.js"), "internal", "smoke-task"];
    const child = spawn(process.execPath, [...(this.props.program ?? harness)], {
      cwd: "/",
      env: {
        PATH: process.env["PATH"],
        HOME: "/tmp",
        ...ofFargate(),
        ...this.props.environment,
        ...order,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.child = child;
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        for (let at = 0; at === 0 || at < line.length; at += LINE_BYTES) {
          this.lines.push(line.slice(at, at + LINE_BYTES));
        }
      });
    }
    child.once("close", (code, signal) => (this.exitCode = code ?? (signal === null ? 1 : 143)));
  }

  private stop({ reason, task }: Record<string, unknown>) {
    if (task !== this.arn) throw new ServiceFault("InvalidParameterException", "no such task");
    this.stopReason = String(reason);
    this.child?.kill("SIGTERM");
    return { task: { taskArn: this.arn, lastStatus: "RUNNING", desiredStatus: "STOPPED" } };
  }

  private read({ logGroupName, logStreamName, nextToken }: Record<string, unknown>) {
    const { container, logGroup, logPrefix } = this.place;
    if (logGroupName !== logGroup || logStreamName !== `${logPrefix}/${container}/${ID}`) {
      throw new ServiceFault(
        "ResourceNotFoundException",
        "The specified log stream does not exist.",
      );
    }
    if (this.child === undefined) {
      throw new ServiceFault(
        "ResourceNotFoundException",
        "The specified log stream does not exist.",
      );
    }
    const from = Number(nextToken ?? 0);
    const isLate = this.exitCode === undefined || this.looksAfterEnd < LATE_LOOKS;
    const to = isLate ? Math.max(from, this.lines.length - 3) : this.lines.length;
    return {
      events: this.lines.slice(from, to).map((message) => ({ message, timestamp: Date.now() })),
      nextForwardToken: String(to),
      nextBackwardToken: "0",
    };
  }
}

/** What a task finds AWS by: the services of this process, in the region of the deployment. */
function ofFargate(): NodeJS.ProcessEnv {
  const found = Object.entries(process.env).filter(([name]) => name.startsWith("AWS_"));
  return { ...Object.fromEntries(found), AWS_REGION: "eu-central-1" };
}
