import type { Subject } from "../constructs/policy/subject";

/** What the harness may do to a node; one implementation per target in `faults/`. */
export interface TargetDriver {
  /** Ends the server's process at once (SIGKILL), as a crash does. */
  kill(ref: string): Promise<void>;
  /** Asks the node to stop; a primary hands its slots over first. Resolves when it is gone. */
  stop(ref: string): Promise<void>;
  /** Freezes the server's process; its connections stay half open. */
  pause(ref: string): Promise<void>;
  /** Undoes `pause`. */
  resume(ref: string): Promise<void>;
  /**
   * Takes a running node off every network: it reaches nobody, and nobody reaches it.
   *
   * @default - the target cannot
   */
  disconnect?(ref: string): Promise<void>;
  /** Undoes `disconnect`, with the same address. */
  reconnect?(ref: string): Promise<void>;
  /** Starts a node that is down with the configuration it was deployed with; no-op when it runs. */
  start(ref: string): Promise<void>;
  /** Whether the server's process is alive. */
  isRunning(ref: string): Promise<boolean>;
  /** The last lines of the node's log. */
  logs(ref: string, lines: number): Promise<string>;
  /**
   * What the engine says of the node, of its networks and of its volumes, for the rules of the policy.
   *
   * @default - the target has no policy over what runs
   */
  inspect?(ref: string): Promise<Subject[]>;
}
