import { notExecuted, outcomeUnknown } from "./outcome";
import type { ResendRule } from "./resend-rule";

/**
 * What the error of a try says: `final` is an answer, or a mistake of the caller; after `again` nothing was
 * executed, and another try may succeed; after `lost` nobody knows.
 */
export type Verdict = "final" | "again" | "lost";

/** How a client without an own rule for it tries commands again. */
export interface ResendPolicy {
  readonly rule: ResendRule;
  readonly judge: (error: unknown) => Verdict;
  /** Milliseconds for all tries together. */
  readonly timeoutMs: number;
  /** Milliseconds between two tries. */
  readonly retryDelayMs: number;
  /** Milliseconds after which a try that has not sent anything is given up for another one. */
  readonly stalledMs: number;
  /** Called before another try, such as to look where the slots are now. */
  readonly beforeRetry: () => void;
}

/** A command, and how it is tried. */
export interface ResentCall<T> {
  readonly name: string;
  readonly args: readonly unknown[];
  /** @param go to be called when it goes out; throws when the try was given up, and nothing must be sent */
  run(go: () => void): Promise<T>;
}

/**
 * Tries a command until it is answered or its time is up.
 *
 * @throws what the server answered
 * @throws OperationError REDIS_OUTCOME_UNKNOWN
 * @throws UnavailableError REDIS_NOT_EXECUTED
 */
export function resent<T>(call: ResentCall<T>, policy: ResendPolicy): Promise<T> {
  return new Promise((resolve, reject) => {
    new Tries(call, policy, resolve, reject).begin();
  });
}

class Tries<T> {
  private readonly endsAt: number;
  private timer: NodeJS.Timeout | undefined;
  /** Number of the try that counts; `0` when the command has ended. */
  private current = 0;
  private tries = 0;
  private isOut = false;
  private wasLost = false;
  /** Of the last try that failed. To make an error costs as much as the rest of a call. */
  private reason: unknown;

  constructor(
    private readonly call: ResentCall<T>,
    private readonly policy: ResendPolicy,
    private readonly resolve: (value: T) => void,
    private readonly reject: (error: unknown) => void,
  ) {
    this.endsAt = performance.now() + policy.timeoutMs;
  }

  begin(): void {
    this.tries += 1;
    const number = (this.current = this.tries);
    this.isOut = false;
    this.watch(this.policy.stalledMs);
    const go = (): void => {
      if (this.current !== number) throw new Error("the try was given up");
      this.isOut = true;
    };
    this.call.run(go).then(
      (value) => this.current === number && this.end(() => this.resolve(value)),
      (error: unknown) => this.current === number && this.failed(error),
    );
  }

  private watch(ms: number): void {
    clearTimeout(this.timer);
    const leftMs = Math.max(this.endsAt - performance.now(), 0);
    this.timer = setTimeout(() => this.late(), Math.min(ms, leftMs));
  }

  private late(): void {
    if (performance.now() >= this.endsAt) this.giveUp(this.reason);
    else if (this.isOut) this.watch(Infinity);
    else this.retry();
  }

  private failed(error: unknown): void {
    const verdict = this.policy.judge(error);
    if (verdict === "final") return this.end(() => this.reject(error));
    this.reason = error;
    const isLost = verdict === "lost" && this.isOut;
    this.isOut = false;
    this.wasLost ||= isLost;
    const { args, name } = this.call;
    if (isLost && !this.policy.rule(name, args)) this.giveUp(error);
    else this.retry();
  }

  private retry(): void {
    // Until the next one begins no try counts.
    this.current = -1;
    this.policy.beforeRetry();
    clearTimeout(this.timer);
    const { retryDelayMs } = this.policy;
    const leftMs = this.endsAt - performance.now();
    this.timer = setTimeout(
      () => (leftMs <= retryDelayMs ? this.giveUp(this.reason) : this.begin()),
      Math.max(Math.min(retryDelayMs, leftMs), 0),
    );
  }

  private giveUp(reason: unknown): void {
    const cause = reason ?? new Error(`no answer in ${this.policy.timeoutMs} ms`);
    const isUnknown = this.isOut || this.wasLost;
    const error = (isUnknown ? outcomeUnknown : notExecuted)(this.call.name, cause);
    this.end(() => this.reject(error));
  }

  private end(settle: () => void): void {
    this.current = 0;
    clearTimeout(this.timer);
    settle();
  }
}
