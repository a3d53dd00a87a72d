/** One timer for the deadlines of many commands, which come in order. */
export class Deadlines {
  private timer: NodeJS.Timeout | undefined;

  /** @param expire ends what is late at that moment, and says when the next is */
  constructor(private readonly expire: (now: number) => number | undefined) {}

  /** @param deadline on the clock of `performance.now()`, no earlier than those before */
  add(deadline: number): void {
    if (this.timer !== undefined) return;
    const due = (): void => {
      // What has come by now is read first: a process that was busy has not waited for its answers.
      const now = performance.now();
      setImmediate(() => {
        this.timer = undefined;
        const next = this.expire(now);
        if (next !== undefined) this.add(next);
      });
    };
    const timeLeft = Math.max(1, Math.ceil(deadline - performance.now()));
    // What a command waits for keeps the process: a socket, or whoever gives its login.
    this.timer = setTimeout(due, timeLeft).unref();
  }

  stop(): void {
    clearTimeout(this.timer);
  }
}
