import type { Task } from "@aws-sdk/client-ecs";
import { findEnvironment } from "../configs";
import {
  ExitCode,
  OperationError,
  UnavailableError,
  ValidationError,
} from "../constructs/core/errors";
import { followTask } from "../operate/aws/follow-task";
import { readSmokePlace } from "../operate/aws/smoke-place";
import { SmokeTasks } from "../operate/aws/smoke-task";
import { EventReader } from "../smoke/remote/event-lines";
import { Replay } from "../smoke/remote/events";
import { writeOrder } from "../smoke/remote/order";
import { environmentPaths } from "./project";
import { exitCodeOf, INTERRUPTED, type SmokeRun, untilInterrupted } from "./smoke-run";

/** Other lines of the log that are shown when there is no report. */
const SHOWN_LINES = 20;

/**
 * Runs the harness as a task of ECS, and tells what it tells, as if it ran here; and where its report is stored, or
 * why it is not.
 *
 * @returns the exit code
 * @throws ValidationError SMOKE_VIA_UNSUPPORTED, SMOKE_ORDER_TOO_LONG
 * @throws UnavailableError SMOKE_TASK_UNDEPLOYED, SMOKE_TASK_NOT_STARTED, AWS_CALL_REFUSED
 * @throws OperationError SMOKE_TASK_SILENT, SMOKE_REPORT_LOST
 */
export async function smokeOnEcs(run: SmokeRun): Promise<number> {
  const { deployed, environment, region, reporters, place: _here, ...asked } = run;
  requireAws(environment);
  const place = readSmokePlace(
    environmentPaths(environment).outputsFile,
    `cachefort-${environment}`,
  );
  const manifests = deployed.map(({ manifest }) => manifest);
  const order = writeOrder({ environment, ...asked, manifests });
  const tasks = new SmokeTasks(place, region);
  const replay = new Replay(reporters);
  const reader = new EventReader();
  const others: string[] = [];
  let isInterrupted = false;
  const task = await untilInterrupted(
    "stopping the task, which undoes what it has done",
    async (signal) => {
      signal.addEventListener("abort", () => (isInterrupted = true));
      const arn = await tasks.run(order);
      return followTask(tasks, {
        arn,
        signal,
        isOver: () => replay.isOver,
        progress: (line) => void process.stderr.write(`${line}\n`),
        onLine: (line) => {
          const events = reader.read(line);
          if (events === undefined) others.push(line);
          else for (const event of events) replay.take(event);
        },
      });
    },
  );
  const { refusal, report } = replay;
  if (report !== undefined) {
    const exitCode = exitCodeOf(report);
    const storageCode = tellStorage(replay, task);
    return exitCode === ExitCode.pass ? storageCode : exitCode;
  }
  if (refusal === undefined && isInterrupted) {
    process.stderr.write("the task was stopped before it could report\n");
    return INTERRUPTED;
  }
  if (refusal === undefined) throw lost(task, reader.isIncomplete, others);
  process.stderr.write(`${refusal.message}\n`);
  return refusal.exitCode;
}

function requireAws(name: string): void {
  const { target } = findEnvironment(name);
  if (target === "aws") return;
  throw new ValidationError("SMOKE_VIA_UNSUPPORTED", {
    problem: `environment ${name} has no ECS to run the harness on`,
    received: target,
    allowed: "aws",
    fix: "leave --via out: its nodes are reached from this machine",
  });
}

/** @returns what a run that has passed ends with */
function tellStorage({ isStorageDue, storage }: Replay, task: Task): ExitCode {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  if (storage?.type === "stored") {
    for (const place of storage.places) say(`report: ${place}`);
  } else if (storage !== undefined || isStorageDue) {
    const said = storage?.message ?? `the task has ended before: ${reasonsOf(task)}`;
    const error = notStored(said);
    say(error.message);
    return error.exitCode;
  }
  return ExitCode.pass;
}

function notStored(reason: string): UnavailableError {
  return new UnavailableError("SMOKE_REPORT_NOT_STORED", {
    problem: `the report is here and in the log of the task, and not in its bucket: ${reason}`,
    fix: "mend that; cachefort report shows a report again that --json has written",
  });
}

function reasonsOf({ containers = [], stoppedReason }: Task): string {
  return [stoppedReason, ...containers.map(({ reason }) => reason)]
    .filter((reason) => reason !== undefined && reason !== "")
    .join("; ");
}

function lost(task: Task, isIncomplete: boolean, others: readonly string[]): OperationError {
  const { containers = [] } = task;
  const codes = containers.flatMap(({ exitCode }) => exitCode ?? []);
  const said = others.slice(-SHOWN_LINES).join("\n");
  return new OperationError("SMOKE_REPORT_LOST", {
    problem: `the task of the harness ended without a report${isIncomplete ? ", and parts of its log are missing" : ""}: ${reasonsOf(task)}${said === "" ? "" : `\n${said}`}`,
    received: codes.length === 0 ? "no exit code" : `exit code ${codes.join(", ")}`,
    fix: "mend what is said above; the log of the task has the rest",
  });
}
