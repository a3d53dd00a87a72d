/** Something to do after other things. */
export interface Task {
  readonly after: readonly Task[];
  readonly run: () => Promise<void>;
}

/** As many operations Terraform runs at a time. */
const PARALLELISM = 10;

/**
 * Runs tasks, each after those that it follows, at most 10 at a time. Where one fails, those after it
 * are left out, and all others still run.
 *
 * @returns what failed
 * @throws Error if tasks follow each other in a circle
 */
export async function walk(tasks: readonly Task[]): Promise<Error[]> {
  const waiting = new Set(tasks);
  const done = new Set<Task>();
  const running = new Map<Task, Promise<void>>();
  const failures: Error[] = [];
  const start = (task: Task): void => {
    waiting.delete(task);
    const work = task
      .run()
      .then(() => void done.add(task))
      .catch((error: unknown) => {
        failures.push(error instanceof Error ? error : new Error(String(error)));
      })
      .finally(() => running.delete(task));
    running.set(task, work);
  };
  for (;;) {
    for (const task of waiting) {
      if (running.size >= PARALLELISM) break;
      if (task.after.every((each) => done.has(each))) start(task);
    }
    if (running.size === 0) break;
    await Promise.race(running.values());
  }
  if (waiting.size > 0 && failures.length === 0) throw new Error("steps wait for each other");
  return failures;
}
