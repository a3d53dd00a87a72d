import type { MatchingOptions } from "../../../../../clients/cache/matching/matching-options";
import type { Swept } from "../../../../../smoke/checks/redis/patterns/sweep";
import { SweepLoad } from "../../../../../smoke/checks/redis/patterns/sweep-load";

const SWEPT: Swept = { stored: 1, deleted: 1, left: 0, missing: 0 };
type Options = Pick<MatchingOptions, "keysPerSecond" | "onProgress">;

/** Deletions that end when they are told to. */
class Rounds {
  readonly under: { readonly options: Options; end(result: Swept | Error): void }[] = [];

  round(options: Options): Promise<Swept> {
    return new Promise((resolve, reject) => {
      const end = (result: Swept | Error): void =>
        result instanceof Error ? reject(result) : resolve(result);
      this.under.push({ options, end });
    });
  }

  progress(): void {
    this.under.at(-1)?.options.onProgress?.({ deleted: 0, restarts: 0 });
  }

  async end(result: Swept | Error): Promise<void> {
    this.under.at(-1)?.end(result);
    await settled();
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("who waits for a deletion hears of the first step of the next one", async () => {
  const rounds = new Rounds();
  const load = new SweepLoad(rounds, 100);
  rounds.progress();
  let heard = 0;
  void load.begun().then(() => (heard += 1));
  rounds.progress();
  await settled();
  expect(heard).toBe(0);
  await rounds.end(SWEPT);
  rounds.progress();
  await settled();
  expect(heard).toBe(1);
});

test("a stop lets the deletion under way end, and begins no other", async () => {
  const rounds = new Rounds();
  const load = new SweepLoad(rounds, 100);
  await rounds.end(SWEPT);
  const seen = load.stop();
  await rounds.end(SWEPT);
  expect(await seen).toEqual({ rounds: [SWEPT, SWEPT], failures: [] });
  expect(rounds.under.map(({ options }) => options.keysPerSecond)).toEqual([100, 100]);
});

test("a deletion that fails is the last one, and nobody waits for another", async () => {
  const rounds = new Rounds();
  const load = new SweepLoad(rounds, 100);
  const before = load.begun();
  await rounds.end(new Error("no answer"));
  await before;
  await load.begun();
  expect(await load.stop()).toEqual({ rounds: [], failures: ["no answer"] });
});
