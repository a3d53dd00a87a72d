import { OperationError, UnavailableError } from "../../../constructs/core/errors";

/** What a command ends with that was sent and not answered. */
export function outcomeUnknown(command: string, cause: unknown): OperationError {
  return new OperationError(
    "REDIS_OUTCOME_UNKNOWN",
    {
      problem: `${command.toUpperCase()} was sent and not answered: ${messageOf(cause)}; it may have been executed`,
      fix: "look at the data before you repeat it, or let resend name it where executing it twice does no harm",
    },
    undefined,
    { cause },
  );
}

/** What a command ends with that no node has executed, for none could be reached in time. */
export function notExecuted(command: string, cause: unknown): UnavailableError {
  return new UnavailableError(
    "REDIS_NOT_EXECUTED",
    {
      problem: `${command.toUpperCase()} was not executed: ${messageOf(cause)}`,
      fix: "repeat it when the cluster is back; see why no node took it",
    },
    undefined,
    { cause },
  );
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
