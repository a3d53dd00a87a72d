/** What an engine tells of a container and its starts. */
export interface StartedContainer {
  readonly Name: string;
  /** Starts by the engine itself, after a crash. */
  readonly RestartCount: number;
  readonly State: {
    readonly Running: boolean;
    /** RFC 3339 with nanoseconds. */
    readonly StartedAt: string;
  };
}

/**
 * When a container started, in whole milliseconds since 1970 on the engine's clock.
 *
 * @throws Error when it does not run, or was started again: its cluster did not form in one go
 */
export function startOf({ Name, RestartCount, State }: StartedContainer): number {
  const container = Name.replace(/^\//, "");
  if (!State.Running) throw new Error(`container ${container} does not run`);
  if (RestartCount > 0) {
    throw new Error(`the engine had to start container ${container} again, ${RestartCount} times`);
  }
  const at = Date.parse(State.StartedAt);
  if (Number.isNaN(at)) throw new Error(`${container} started at "${State.StartedAt}"`);
  return at;
}

/** A moment of the machine's clock on that of `performance.now()`, to a millisecond. */
export function monotonic(at: number): number {
  return performance.now() - (Date.now() - at);
}
