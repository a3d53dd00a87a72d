import { setTimeout as sleep } from "node:timers/promises";
import { type Task, walk } from "./walk";

test("at most 10 tasks run at a time, and as many do", async () => {
  let running = 0;
  let most = 0;
  const run = async (): Promise<void> => {
    running += 1;
    most = Math.max(most, running);
    await sleep(5);
    running -= 1;
  };
  const tasks = Array.from({ length: 25 }, (): Task => ({ after: [], run }));
  expect(await walk(tasks)).toEqual([]);
  expect(most).toBe(10);
});

test("a task runs after all that it follows, wherever they stand in the list", async () => {
  const order: string[] = [];
  const named = (name: string, after: Task[]): Task => ({
    after,
    run: async () => {
      await sleep(name === "first" ? 20 : 1);
      order.push(name);
    },
  });
  const first = named("first", []);
  const second = named("second", [first]);
  const third = named("third", [first, second]);
  await walk([third, second, first]);
  expect(order).toEqual(["first", "second", "third"]);
});

test("what follows a failure is left out, all else is done, every failure is told", async () => {
  const done: string[] = [];
  const task = (name: string, after: Task[] = []): Task => ({
    after,
    run: async () => {
      if (name.startsWith("bad")) throw new Error(name);
      await sleep(5);
      done.push(name);
    },
  });
  const bad = task("bad one");
  const follower = task("follower", [bad]);
  const good = task("good");
  const failures = await walk([
    bad,
    follower,
    task("third", [follower]),
    good,
    task("later", [good]),
    task("bad two", [good]),
  ]);
  expect(failures.map(({ message }) => message)).toEqual(["bad one", "bad two"]);
  expect(done).toEqual(["good", "later"]);
});

test("tasks that wait for each other are told", async () => {
  const after: Task[] = [];
  const one: Task = { after, run: () => Promise.resolve() };
  after.push({ after: [one], run: () => Promise.resolve() });
  await expect(walk([one, ...after])).rejects.toThrow("steps wait for each other");
});
