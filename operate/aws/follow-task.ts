import { setTimeout as sleep } from "node:timers/promises";
import type { Task } from "@aws-sdk/client-ecs";
import { OperationError } from "../../constructs/core/errors";
import type { SmokeTasks } from "./smoke-task";

/** How a task is followed. */
export interface FollowProps {
  readonly arn: string;
  /** Hears each line of the log. */
  readonly onLine: (line: string) => void;
  /** Hears what becomes of the task. */
  readonly progress: (line: string) => void;
  /** Whether the log has told everything that it will. */
  readonly isOver: () => boolean;
  /** Stops the task, which is followed to its end all the same. */
  readonly signal: AbortSignal;
  /** Milliseconds between two looks. @default 2000 */
  readonly everyMs?: number;
  /** Limits in the place of the usual ones. @default - minutes, by what is waited for */
  readonly limits?: Partial<FollowLimits>;
}

/** Milliseconds after which something is given up. */
export interface FollowLimits {
  /** From the request until the task runs: addresses, image, program. */
  readonly startMs: number;
  /** Without a word of a task that runs: longer than any check. */
  readonly silentMs: number;
  /** From the end of a task until its log is complete. */
  readonly drainMs: number;
}

const EVERY_MS = 2000;
const LIMITS: FollowLimits = { startMs: 600_000, silentMs: 3_000_000, drainMs: 30_000 };
/** Why a task was stopped, for whoever reads its description. */
const REASONS = { interrupted: "cachefort smoke was interrupted", late: "cachefort gave it up" };

/**
 * Follows a task to its end, line by line.
 *
 * @returns the task as ECS tells it at the end
 * @throws OperationError SMOKE_TASK_SILENT; the task is stopped before
 */
export async function followTask(tasks: SmokeTasks, props: FollowProps): Promise<Task> {
  const { arn, everyMs = EVERY_MS, isOver, onLine, progress, signal } = props;
  const { drainMs, silentMs, startMs } = { ...LIMITS, ...props.limits };
  let heardAt = performance.now();
  let stoppedAt: number | undefined;
  let isStopping = false;
  let status = "";
  let token: string | undefined;
  for (;;) {
    if (signal.aborted && !isStopping) {
      isStopping = true;
      await tasks.stop(arn, REASONS.interrupted);
    }
    // Described before the log is read: what a task said before it stopped comes with this reading or later.
    const task = await tasks.describe(arn);
    const page = await tasks.log(arn, token);
    token = page.token;
    page.lines.forEach(onLine);
    const now = performance.now();
    const { lastStatus = "" } = task;
    if (page.lines.length > 0 || lastStatus !== status) heardAt = now;
    if (lastStatus !== status) progress(`task ${arn.split("/").at(-1)}: ${lastStatus}`);
    status = lastStatus;
    if (status === "STOPPED") {
      stoppedAt ??= now;
      if (page.lines.length === 0 && (isOver() || now - stoppedAt >= drainMs)) return task;
    } else if (now - heardAt >= (status === "RUNNING" ? silentMs : startMs)) {
      await tasks.stop(arn, REASONS.late);
      throw silent(arn, status, now - heardAt);
    }
    await pause(everyMs, signal);
  }
}

/** Ends early at the moment of the signal alone. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return sleep(ms);
  const ended = new AbortController();
  const aborted = new Promise<void>((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true, signal: ended.signal });
  });
  await Promise.race([sleep(ms, undefined, { ref: true }), aborted]);
  ended.abort();
}

function silent(arn: string, status: string, ms: number): OperationError {
  return new OperationError("SMOKE_TASK_SILENT", {
    problem: `the task of the harness has said nothing for ${Math.round(ms / 1000)} s, and was stopped; it was ${status}`,
    received: arn,
    fix: "see the task in ECS: its image, its network's endpoints, and its log",
  });
}
