import { setTimeout as sleep } from "node:timers/promises";
import { Turns } from "./turns";

/** Works of some milliseconds, each of which notes what runs beside it. */
class Works {
  readonly turns = new Turns();
  readonly beside = new Map<string, Set<string>>();
  private readonly running = new Set<string>();

  run(name: string): () => Promise<void> {
    return async () => {
      const met = new Set(this.running);
      this.beside.set(name, met);
      for (const other of met) this.beside.get(other)?.add(name);
      this.running.add(name);
      await sleep(5);
      this.running.delete(name);
    };
  }
}

test("what is to be alone meets nothing, all else meets its like", async () => {
  const works = new Works();
  await Promise.all([
    works.turns.together(works.run("a")),
    works.turns.together(works.run("b")),
    works.turns.alone(works.run("first")),
    works.turns.alone(works.run("second")),
    works.turns.together(works.run("c")),
    works.turns.together(works.run("d")),
  ]);
  expect(Object.fromEntries(works.beside)).toEqual({
    a: new Set(["b"]),
    b: new Set(["a"]),
    first: new Set(),
    second: new Set(),
    c: new Set(["d"]),
    d: new Set(["c"]),
  });
});

test("a failure is told to its own caller and keeps nobody waiting", async () => {
  const turns = new Turns();
  const failing = (): Promise<never> => Promise.reject(new Error("a failure"));
  const results = await Promise.allSettled([
    turns.together(failing),
    turns.alone(failing),
    turns.together(() => Promise.resolve("done")),
    turns.alone(() => Promise.resolve("done")),
  ]);
  expect(results.map(({ status }) => status)).toEqual([
    "rejected",
    "rejected",
    "fulfilled",
    "fulfilled",
  ]);
});
