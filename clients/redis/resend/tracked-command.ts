import { Command, ReplyError } from "ioredis";
import { CONNECTION_CLOSED } from "../connection-error";
import { notExecuted, outcomeUnknown } from "./outcome";

/** ioredis's message for a command that was not answered in time. */
const TIMED_OUT = "Command timed out";
/** It has tried as often as it may. */
const SPENT = "Too many Cluster redirections";
/** Its error for what was left of a pipeline whose connection closed after the first answers. */
const ABORTED = "AbortError";

/** A command with one answer, as ioredis expects one. */
const NOTHING = "*1\r\n$4\r\nping\r\n";

/**
 * Knows of one command of ioredis whether it was written, and stands before its `reject`. ioredis sends every
 * command again whose connection closes, and tells only of the last try.
 */
export class TrackedCommand {
  /** Whether it was written and is not answered. */
  private isOut = false;
  /** Whether a connection took it with it. */
  private wasLost = false;
  private installed: Command["reject"] | undefined;

  /**
   * @param inPipeline whether ioredis decides for a pipeline as a whole, by the errors of its commands
   * @param mayResend asked when the connection has closed: by then all of a pipeline is known
   */
  constructor(
    private readonly command: Command,
    private readonly inPipeline: boolean,
    private readonly mayResend: () => boolean,
  ) {
    command.toWritable = (socket) => {
      // The caller has been told that it was not executed, and ioredis would still send it.
      if (command.isSettled) return NOTHING;
      this.isOut = true;
      return Command.prototype.toWritable.call(command, socket);
    };
  }

  /**
   * Sends it.
   *
   * @param send hands it to ioredis, which puts its own `reject` before that of the command
   */
  through(send: () => unknown): unknown {
    const { command } = this;
    // Sent from the queue of a client that was not ready: it has been here before.
    if (command.reject === this.installed) return send();
    const settle = command.reject.bind(command);
    command.reject = (error) => settle(this.finalError(error));
    const plain = command.reject;
    const sent = send();
    const retry = command.reject.bind(command);
    this.installed = (error) => {
      // The caller has its answer; ioredis would go on for as long as it may.
      if (command.isSettled) return;
      const end = this.isFinal(error);
      this.note(error);
      (end ? plain : retry)(error);
    };
    // What failed at once was not written; without a pipeline ioredis has put its own before it by now.
    command.reject = this.installed;
    return sent;
  }

  private isFinal(error: Error): boolean {
    return this.isOut && isLoss(error) && !this.mayResend();
  }

  private note(error: Error): void {
    if (this.isOut && isLoss(error)) this.wasLost = true;
    // After a timeout it is still on its way.
    if (error.message !== TIMED_OUT) this.isOut = false;
  }

  private finalError(error: Error): Error {
    if (error instanceof ReplyError) return error;
    // It takes this very error of each command for a reason to send all of them again.
    if (this.inPipeline && error.message === CONNECTION_CLOSED && this.mayResend()) return error;
    if (this.isOut || this.wasLost) return outcomeUnknown(this.command.name, error);
    return isGivenUp(error) ? notExecuted(this.command.name, error) : error;
  }
}

function isLoss(error: Error): boolean {
  return error.message === CONNECTION_CLOSED || error.name === ABORTED;
}

/** Whether ioredis waits, or tries, no longer. */
function isGivenUp({ message }: Error): boolean {
  return message === TIMED_OUT || message === CONNECTION_CLOSED || message.startsWith(SPENT);
}
