import { nodeDown } from "../failures";
import { CircuitBreaker, type CircuitBreakerProps } from "./circuit-breaker";

/** Whether a node counts as down; if so, looks for it: one look at a time, at growing pauses. */
export class NodeHealth {
  private readonly breaker: CircuitBreaker;
  private lastFailure = new Error("none");
  private timer: NodeJS.Timeout | undefined;
  private isLooking = false;
  private isStopped = false;

  /** @param look asks the node for a sign of life; it calls `succeeded` or `failed` as every command does */
  constructor(
    private readonly server: string,
    props: CircuitBreakerProps | undefined,
    private readonly look: () => Promise<unknown>,
  ) {
    this.breaker = new CircuitBreaker(props);
  }

  get isDown(): boolean {
    return this.breaker.isOpen;
  }

  succeeded(): void {
    this.breaker.succeeded();
  }

  failed(cause: Error): void {
    this.lastFailure = cause;
    this.breaker.failed();
    this.lookLater();
  }

  /** Why a command to a node that counts as down is not sent. */
  down(): Error {
    return nodeDown(this.server, this.breaker.failures, this.lastFailure);
  }

  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  private lookLater(): void {
    if (!this.isDown || this.isLooking || this.isStopped) return;
    this.isLooking = true;
    const ended = (): void => {
      this.isLooking = false;
      this.lookLater();
    };
    // Nobody waits for it. What goes wrong is told to `failed` and to who asks next.
    this.timer = setTimeout(() => void this.look().then(ended, ended), this.breaker.pauseMs);
    this.timer.unref();
  }
}
