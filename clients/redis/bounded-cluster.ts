import { Cluster, type Command } from "ioredis";
import { CONNECTION_CLOSED } from "./connection-error";
import type { LoginRenewal } from "./login-renewal";
import type { ManagedAccess } from "./managed-access";
import { resendRule, type ResendRule } from "./resend/resend-rule";
import { TrackedCommand } from "./resend/tracked-command";

type Sent = Parameters<Cluster["sendCommand"]>;

/** Answers of a node that has executed nothing and will serve soon; ioredis hands them out. */
const SOON = /^(LOADING|MASTERDOWN)\b/;

/**
 * A cluster client whose command timeout also holds while no node at all can be reached, and which sends a
 * command again only if that does no harm.
 */
export class BoundedCluster extends Cluster {
  commandTimeoutMs: number | undefined;
  renewal: LoginRenewal | undefined;
  access: ManagedAccess | undefined;
  rule: ResendRule = resendRule();
  private readonly tracked = new WeakMap<Command, TrackedCommand>();
  /** Pipelines with a command that is not sent again: none of them is, for they go out as one. */
  private readonly sentOnce = new WeakSet<object>();

  override sendCommand(...[command, stream, node]: Sent): unknown {
    if (this.commandTimeoutMs !== undefined) command.setTimeout(this.commandTimeoutMs);
    const send = (): unknown =>
      this.track(command, stream).through(() => super.sendCommand(command, stream, node));
    if (this.renewal?.isStale !== true) return send();
    void this.renewal.renew().then(() => void send());
    return command.promise;
  }

  /** A command that was not sent, for its connection's login was refused, waits for the password of now. */
  override handleError(...[error, ...rest]: Parameters<Cluster["handleError"]>): void {
    const isSentAgain = this.access?.mayFollow(error) === true;
    if (isSentAgain) super.handleError(new Error(CONNECTION_CLOSED), ...rest);
    else super.handleError(SOON.test(error.message) ? asDown(error) : error, ...rest);
  }

  private track(command: Command, pipeline: Sent[1]): TrackedCommand {
    const isSafe = this.rule(command.name, command.args, pipeline !== undefined);
    if (pipeline !== undefined && !isSafe) this.sentOnce.add(pipeline);
    const known = this.tracked.get(command);
    if (known !== undefined) return known;
    const mayResend = (): boolean =>
      pipeline === undefined ? isSafe : !this.sentOnce.has(pipeline);
    const made = new TrackedCommand(command, pipeline !== undefined, mayResend);
    this.tracked.set(command, made);
    return made;
  }
}

/** What ioredis answers with a pause, a new map of the slots and another try. */
function asDown(error: Error): Error {
  return new Error(`CLUSTERDOWN ${error.message}`, { cause: error });
}
