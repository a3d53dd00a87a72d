import type { Task } from "@aws-sdk/client-ecs";
import { OperationError, UnavailableError } from "../../constructs/core/errors";
import type { RingTasks, ServiceRef } from "./ring-tasks";
import { waitFor, type AwsWait, type Look } from "./wait";

/** Why a task was stopped, for whoever reads the events of the service. */
const REASON = "cachefort smoke stops it; its service starts another one";

/** Service of a node of a ring, from the `ref` of a manifest; `undefined` for a node of another kind. */
export function serviceOf(ref: string): ServiceRef | undefined {
  const [, cluster, service] = /^([^/]+)\/([^/]+)$/.exec(ref) ?? [];
  return cluster === undefined || service === undefined ? undefined : { cluster, service };
}

/** Whether a service has its one task, and that task serves. */
export function isServing(tasks: readonly Task[]): boolean {
  const [task] = tasks;
  return tasks.length === 1 && task?.lastStatus === "RUNNING" && task.healthStatus === "HEALTHY";
}

/**
 * Stops the task of a node, and waits until it is gone.
 *
 * @throws UnavailableError SMOKE_TASK_MISSING, AWS_CALL_REFUSED, AWS_CREDENTIALS_MISSING
 * @throws OperationError SMOKE_TASK_LATE
 */
export async function stopTask(tasks: RingTasks, place: ServiceRef, wait: AwsWait): Promise<void> {
  const arns = (await tasks.tasks(place, wait.signal)).flatMap(({ taskArn }) => taskArn ?? []);
  if (arns.length === 0) throw missing(place, "it has no task");
  for (const arn of arns) await tasks.stop(place.cluster, arn, REASON);
  await done(place, wait, async () => {
    const left = (await tasks.describe(place.cluster, arns, wait.signal)).filter(
      ({ lastStatus }) => lastStatus !== "STOPPED",
    );
    const [task] = left;
    return task === undefined
      ? { done: true }
      : { missing: `waiting for the task of ${place.service} to stop: ${task.lastStatus}` };
  });
}

/**
 * Waits until the service of a node has one task again that serves; nobody has to start it.
 *
 * @throws UnavailableError SMOKE_TASK_MISSING, AWS_CALL_REFUSED, AWS_CREDENTIALS_MISSING
 * @throws OperationError SMOKE_TASK_LATE
 */
export async function awaitStarted(
  tasks: RingTasks,
  place: ServiceRef,
  wait: AwsWait,
): Promise<void> {
  await done(place, wait, async () => {
    const service = await tasks.service(place, wait.signal);
    if (service?.status !== "ACTIVE") throw missing(place, "ECS has no such service");
    if (service.desiredCount !== 1)
      throw missing(place, `it is to have ${service.desiredCount} tasks`);
    const running = await tasks.tasks(place, wait.signal);
    if (isServing(running) && service.runningCount === 1) return { done: true };
    return { missing: `waiting for a task of ${place.service}: ${stateOf(running)}` };
  });
}

async function done(
  place: ServiceRef,
  wait: AwsWait,
  look: () => Promise<Look<true>>,
): Promise<void> {
  const seen = await waitFor(wait, look);
  if ("done" in seen) return;
  throw new OperationError("SMOKE_TASK_LATE", {
    problem: `ECS is not done with the task of a node: ${seen.missing}`,
    received: `${Math.round(wait.withinMs / 1000)} s`,
    fix: `see the events of the service ${place.service} in the cluster ${place.cluster}`,
  });
}

function stateOf(tasks: readonly Task[]): string {
  if (tasks.length === 0) return "there is none yet";
  return tasks
    .map(({ healthStatus = "UNKNOWN", lastStatus = "UNKNOWN" }) => `${lastStatus}, ${healthStatus}`)
    .join("; ");
}

function missing({ cluster, service }: ServiceRef, problem: string): UnavailableError {
  return new UnavailableError("SMOKE_TASK_MISSING", {
    problem: `the service ${service} cannot be stopped and started: ${problem}`,
    received: `${cluster}/${service}`,
    fix: "deploy the ring again, with one task for each node: cachefort up",
  });
}
