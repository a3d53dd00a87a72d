import { Cluster } from "ioredis";
import { CONNECTION_CLOSED } from "./connection-error";
import type { LoginRenewal } from "./login-renewal";
import type { ManagedAccess } from "./managed-access";

/** A cluster client whose command timeout also holds while no node at all can be reached. */
export class BoundedCluster extends Cluster {
  commandTimeoutMs: number | undefined;
  renewal: LoginRenewal | undefined;
  access: ManagedAccess | undefined;

  override sendCommand(...[command, ...rest]: Parameters<Cluster["sendCommand"]>): unknown {
    if (this.commandTimeoutMs !== undefined) command.setTimeout(this.commandTimeoutMs);
    if (this.renewal?.isStale !== true) return super.sendCommand(command, ...rest);
    void this.renewal.renew().then(() => void super.sendCommand(command, ...rest));
    return command.promise;
  }

  /** A command that was not sent, for its connection's login was refused, waits for the password of now. */
  override handleError(...[error, ...rest]: Parameters<Cluster["handleError"]>): void {
    const isSentAgain = this.access?.mayFollow(error) === true;
    super.handleError(isSentAgain ? new Error(CONNECTION_CLOSED) : error, ...rest);
  }
}
