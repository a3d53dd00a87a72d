import { loadManifest } from "../../../clients/manifest-file";
import { CheckFailure, CheckSkip, type Check, type CheckContext } from "../../../smoke/check";
import type { TargetDriver } from "../../../smoke/driver";
import { Reporters } from "../../../smoke/reporter";
import { runSoak, type SoakProps } from "../../../smoke/soak/soak";
import { scratchJournal } from "../../support/scratch-journal";

const pages = loadManifest("test/fixtures/manifests/host-memcached.json");
const ROUNDS = 12;

function fault(id: string, body: (context: CheckContext) => Promise<void> = nothing): Check {
  return {
    ...{ id, title: id, proves: id, kind: "memcached", suite: "full", injectsFaults: true },
    run: async (context) => {
      await body(context);
      return { expected: "one", measured: "one" };
    },
  };
}

const nothing = (): Promise<void> => Promise.resolve();

/** A soak that is ended after a number of rounds, however long they take here. */
function soak(checks: readonly Check[], over: Partial<SoakProps> = {}) {
  const abort = new AbortController();
  let ended = 0;
  const onCheckEnd = (): void => {
    ended += 1;
    if (ended === ROUNDS) abort.abort();
  };
  return runSoak({
    ...{ environment: "test", deployed: [pages], checks, durationMs: 120_000, seed: 7 },
    driverFor: () => ({}) as TargetDriver,
    areFaultsAllowed: true,
    signal: abort.signal,
    reporters: new Reporters([{ onCheckEnd }], () => undefined),
    ...over,
  });
}

const ids = (report: { results: readonly { id: string }[] }): string[] =>
  report.results.map(({ id }) => id);

test("rounds are counted, chosen by the seed, and then the harness is judged", async () => {
  const checks = ["a", "b", "c", "d"].map((id) => fault(id));
  const one = await soak(checks);
  const other = await soak(checks);
  expect(one.suite).toBe("soak");
  expect(ids(one).at(-1)).toBe("soak/resources");
  expect(one.results.at(-1)?.status).toBe("pass");
  expect(ids(one)).toHaveLength(ROUNDS + 1);
  expect(ids(one)).toEqual(ids(other));
  expect(
    new Set(
      ids(one)
        .slice(0, -1)
        .map((id) => id.charAt(0)),
    ),
  ).toEqual(new Set("abcd"));
  expect(ids(one)[2]).toMatch(/^[a-d]#3$/);
  expect(ids(await soak(checks, { seed: 8 }))).not.toEqual(ids(one));
});

test("each round has a seed of its own, which repeats it", async () => {
  const seeds: number[] = [];
  await soak([fault("a", ({ seed }) => Promise.resolve(void seeds.push(seed)))]);
  expect(seeds.slice(0, 3)).toEqual([8, 9, 10]);
});

test("what injects no fault, is of another kind or skips itself is no round", async () => {
  let skips = 0;
  const report = await soak([
    { ...fault("quiet"), injectsFaults: false },
    { ...fault("other"), kind: "redis-cluster" },
    { ...fault("elsewhere"), skippedOn: { host: "nobody can" } },
    fault("shapeless", () => {
      skips += 1;
      return Promise.reject(new CheckSkip("it has one node"));
    }),
    fault("a"),
  ]);
  expect(skips).toBe(1);
  expect(new Set(ids(report).map((id) => id.replace(/#.*/, "")))).toEqual(
    new Set(["a", "soak/resources"]),
  );
});

describe("a round that does not pass", () => {
  const failure = new CheckFailure({ expected: "one", measured: "none" }, "look");
  const thirdFails = (): Check => {
    let round = 0;
    return fault("a", () => (++round === 3 ? Promise.reject(failure) : nothing()));
  };

  test("ends the run", async () => {
    const report = await soak([thirdFails()]);
    expect(ids(report)).toEqual(["a#1", "a#2", "a#3", "soak/resources"]);
    expect(report.results.map(({ status }) => status)).toEqual(["pass", "pass", "fail", "skip"]);
  });

  test("unless it is told to keep going", async () => {
    const report = await soak([thirdFails()], { keepsGoing: true });
    expect(report.results.filter(({ status }) => status === "fail")).toHaveLength(1);
    expect(report.results).toHaveLength(ROUNDS + 1);
  });
});

test("no round begins after its time", async () => {
  const report = await soak([fault("a")], { durationMs: 1 });
  expect(report.results.length).toBeLessThan(ROUNDS);
  expect(report.isInterrupted).toBe(false);
});

test("a signal ends it after the round", async () => {
  const abort = new AbortController();
  const report = await soak([fault("a", () => Promise.resolve(abort.abort()))], {
    signal: abort.signal,
  });
  expect(ids(report)).toEqual(["a#1", "soak/resources"]);
  expect(report.isInterrupted).toBe(true);
});

test("its keys stand in the journal while it is under way", async () => {
  const journal = scratchJournal();
  const kinds: string[] = [];
  await soak(
    [
      fault("a", () =>
        Promise.resolve(void kinds.push(...journal.entries().map(({ kind }) => kind))),
      ),
    ],
    {
      journal,
    },
  );
  expect(kinds[0]).toBe("keys");
  expect(journal.entries()).toEqual([]);
});
