import { z } from "zod";
import { DeadLetters } from "../../clients/cache/behind/dead-letters";
import type { VersionedUpdate } from "../../clients/cache/behind/versioned-store";
import type { BuriedUpdate } from "../../clients/cache/behind/worker-props";
import { until } from "../../operate/host/until";
import type { Counted } from "./versioned-people";
import { DRAIN_MS, type WriteBehindBench } from "./write-behind-bench";

/** What becomes of updates that the store does not take. */
export function deadLetterContract(behind: WriteBehindBench): void {
  test("what the store rejects becomes a dead letter; older updates of its key are stored", async () => {
    const people = behind.producer();
    behind.store.refuse = ({ value: { n } }) =>
      n === 2 ? { rejected: "no such person" } : "stored";
    await people.save("ada", { n: 1 });
    const version = await people.save("ada", { n: 2 });
    await people.save("grace", { n: 3 });
    const told: BuriedUpdate[] = [];
    const one = await behind.worker({ onDeadLetter: (letter) => void told.push(letter) });
    await behind.drained(one);
    expect([behind.store.read("ada"), behind.store.read("grace")]).toEqual([1, 3]);
    expect(told).toEqual([{ key: "ada", version, reason: "no such person" }]);
    const letters = new DeadLetters({ ...behind.access });
    expect(await letters.count()).toBe(1);
    expect(await letters.list(behind.queue.partitionOf("ada"), 10)).toEqual([
      {
        partition: behind.queue.partitionOf("ada"),
        id: expect.stringMatching(/^\d+-\d+$/),
        key: "ada",
        text: '{"n":2}',
        version,
        reason: "no such person",
      },
    ]);
  });

  test("a dead letter that is queued again is older than what was saved since", async () => {
    const people = behind.producer();
    behind.store.refuse = ({ value: { n } }) => (n === 1 ? { rejected: "not yet" } : "stored");
    await people.save("ada", { n: 1 });
    await people.save("grace", { n: 1 });
    const one = await behind.worker();
    await behind.drained(one);
    behind.store.refuse = undefined;
    await people.save("ada", { n: 2 });
    await behind.drained(one);
    const letters = new DeadLetters({ ...behind.access });
    const found = (await Promise.all(behind.queue.numbers.map((n) => letters.list(n, 10)))).flat();
    for (const letter of found) await letters.requeue(letter);
    await behind.drained(one);
    expect([behind.store.applied("ada"), behind.store.applied("grace")]).toEqual([[2], [1]]);
    expect(await letters.count()).toBe(0);
  });

  test("a dead letter can be put away", async () => {
    behind.store.refuse = () => ({ rejected: "never" });
    await behind.producer().save("ada", { n: 1 });
    await behind.drained(await behind.worker());
    const letters = new DeadLetters({ ...behind.access });
    const [letter] = await letters.list(behind.queue.partitionOf("ada"), 1);
    if (letter === undefined) throw new Error("there is none");
    await letters.discard(letter);
    expect(await letters.count()).toBe(0);
  });

  test.each<[string, (poison: boolean) => "stored" | { failed: string }, boolean]>([
    ["fails", (poison) => (poison ? { failed: "too long" } : "stored"), false],
    ["makes the store throw", () => "stored", true],
  ])(
    "an update that %s while others succeed blocks nobody, and is given up",
    async (_what, result, throws) => {
      behind.layOut(1);
      const people = behind.producer();
      const isPoison = ({ value }: VersionedUpdate<Counted>): boolean => value.n === 0;
      behind.store.refuse = (update) => result(isPoison(update));
      behind.store.trouble = (updates) => {
        if (throws && updates.some(isPoison)) throw new Error("too long");
      };
      await people.save("poison", { n: 0 });
      for (let n = 1; n <= 3; n += 1) await people.save(`key-${n}`, { n });
      const told: BuriedUpdate[] = [];
      const one = await behind.worker({
        attempts: 3,
        onDeadLetter: (letter) => void told.push(letter),
      });
      let n = 3;
      const isGivenUp = async (): Promise<boolean> => {
        n += 1;
        await people.save(`key-${n}`, { n });
        return told.length > 0;
      };
      expect(await until(DRAIN_MS, isGivenUp)).toBe(true);
      await behind.drained(one);
      expect(told).toMatchObject([{ key: "poison", reason: expect.stringMatching("too long") }]);
      const keys = Array.from({ length: n }, (_, index) => index + 1);
      expect(keys.map((key) => behind.store.read(`key-${key}`))).toEqual(keys);
    },
  );

  test("what is no update becomes a dead letter, and blocks nobody", async () => {
    const schema: z.ZodType<Counted> = z.object({ n: z.number().max(100) });
    const people = behind.producer();
    const stream = behind.queue.updates(behind.queue.partitionOf("ada"));
    await behind.cluster.xadd(stream, "*", "k", "ada", "v", "{not JSON");
    await behind.cluster.xadd(stream, "*", "somebody", "else");
    await behind.cluster.xadd(stream, "*", "k", "ada", "v", '{"n":7}', "o", "z");
    await people.save("ada", { n: 101 });
    await people.save("ada", { n: 1 });
    const one = await behind.worker({ schema });
    await behind.drained(one);
    expect(behind.store.applied("ada")).toEqual([1]);
    expect(one.figures()).toMatchObject({ dead: 4, stored: 1 });
    const letters = await new DeadLetters({ ...behind.access }).list(
      behind.queue.partitionOf("ada"),
      10,
    );
    expect(letters.map(({ reason }) => reason)).toEqual([
      expect.stringMatching("cannot be read"),
      "it has no key or value",
      "its version is none",
      expect.stringMatching("cannot be read"),
    ]);
  });
}
