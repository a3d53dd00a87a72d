import { ReplyError } from "ioredis";
import { isLoginRefused } from "../../redis/connection-error";
import { OperationError, UnavailableError } from "../../../constructs/core/errors";

/** Refusals that mean "not here" or "not now": nothing was written, and another try may succeed. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  "MOVED",
  "ASK",
  "TRYAGAIN",
  "CLUSTERDOWN",
  "LOADING",
  "MASTERDOWN",
]);

/** Whether a node has answered with an error: it did not do what it was told. */
export function isRefusal(answer: unknown): answer is Error {
  return answer instanceof ReplyError;
}

/** Whether a node refused a command as another has to take it, or it itself later. */
export function isElsewhere(answer: unknown): answer is Error {
  return isRefusal(answer) && ELSEWHERE.has(answer.message.split(" ", 1)[0] ?? "");
}

/** Nothing was sent, or a node refused what was sent. */
export function unreachable(stream: string, cause: unknown): UnavailableError {
  return new UnavailableError(
    "WRITE_BEHIND_UNREACHABLE",
    {
      problem: `the primary of ${stream} cannot be reached: ${messageOf(cause)}`,
      fix: "nothing was queued: see that the cluster is up, and save again",
    },
    undefined,
    { cause },
  );
}

/** A node said no for good. */
export function refused(stream: string, cause: Error): OperationError {
  return new OperationError(
    "WRITE_BEHIND_REFUSED",
    {
      problem: `the primary of ${stream} refuses the update: ${cause.message}`,
      fix: "nothing was queued: give the cluster memory and replicas, and the user the rights of the page on caching",
    },
    undefined,
    { cause },
  );
}

/** Why nothing was queued. A password that is being replaced is refused for a while, and so no refusal of the update. */
export function notQueued(stream: string, error: unknown): OperationError | UnavailableError {
  const isFinal = isRefusal(error) && !isElsewhere(error) && !isLoginRefused(error);
  return isFinal ? refused(stream, error) : unreachable(stream, error);
}

/** Nobody knows whether it is there, or for how long. */
export function unconfirmed(stream: string, problem: string, cause?: unknown): OperationError {
  return new OperationError(
    "WRITE_BEHIND_UNCONFIRMED",
    {
      problem: `an update of ${stream} may be applied or lost: ${problem}`,
      fix: "save the value again, or read what is stored later",
    },
    undefined,
    { cause },
  );
}

/** The queue has as many updates as it may have. */
export function full(stream: string, length: number, limit: number): UnavailableError {
  return new UnavailableError("WRITE_BEHIND_FULL", {
    problem: `${stream} has ${length} updates that the store has not taken`,
    allowed: `fewer than ${limit}`,
    fix: "nothing was queued: slow down, see to the store, or run more workers",
  });
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
