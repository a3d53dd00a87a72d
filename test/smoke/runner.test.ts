import { setTimeout as sleep } from "node:timers/promises";
import { loadManifest, type LoadedManifest } from "../../clients/manifest-file";
import { CheckFailure, CheckSkip, type Check, type CheckContext } from "../../smoke/check";
import { scratchJournal } from "../support/scratch-journal";
import type { TargetDriver } from "../../smoke/driver";
import { Reporters, type Reporter } from "../../smoke/reporter";
import { runSuite, type RunProps } from "../../smoke/runner";

const deployed = loadManifest("test/fixtures/manifests/host-redis.json");
const pages = loadManifest("test/fixtures/manifests/host-memcached.json");
const evidence = { expected: "6 nodes", measured: "6 nodes" };

function check(run: (context: CheckContext) => Promise<void>, over: Partial<Check> = {}): Check {
  return {
    id: "redis/one",
    title: "one",
    proves: "that it is so",
    kind: "redis-cluster",
    suite: "quick",
    injectsFaults: false,
    ...over,
    run: async (context) => {
      await run(context);
      return evidence;
    },
  };
}

function run(checks: readonly Check[], over: Partial<RunProps> = {}) {
  return runSuite({
    environment: "test",
    suite: "quick",
    deployed: [deployed],
    checks,
    driverFor: () => ({}) as TargetDriver,
    areFaultsAllowed: false,
    seed: 1,
    signal: new AbortController().signal,
    reporters: new Reporters([], () => undefined),
    ...over,
  });
}

const nothing = async (): Promise<void> => undefined;

describe("selection", () => {
  test("a check of another kind, another target or a larger suite is not run", async () => {
    const { results } = await run([
      check(nothing, { id: "a" }),
      check(nothing, { id: "b", suite: "standard" }),
      check(nothing, { id: "c", kind: "memcached" }),
      check(nothing, { id: "d", targets: ["aws"] }),
      check(nothing, { id: "e", targets: ["aws", "host"] }),
    ]);
    expect(results.map(({ id }) => id)).toEqual(["a", "e"]);
  });

  test("a check that cannot prove anything on a target says why, and is not run", async () => {
    const reason = "nobody can kill them";
    const one = check(() => Promise.reject(new Error("it was run")), {
      injectsFaults: true,
      skippedOn: { host: reason },
    });
    const { results } = await run([one], { areFaultsAllowed: true });
    expect(results).toEqual([expect.objectContaining({ status: "skip", reason, durationMs: 0 })]);
    const elsewhere = await run([check(nothing, { skippedOn: { aws: reason } })]);
    expect(elsewhere.results[0]?.status).toBe("pass");
  });

  test("standard holds everything of quick", async () => {
    const checks = [check(nothing, { id: "a" }), check(nothing, { id: "b", suite: "standard" })];
    const { results } = await run(checks, { suite: "standard" });
    expect(results.map(({ id }) => id)).toEqual(["a", "b"]);
  });

  test("a fault that is not allowed is a skip with a reason, and is not run", async () => {
    const body = jest.fn(nothing);
    const { results } = await run([check(body, { injectsFaults: true })]);
    expect(results).toMatchObject([
      { status: "skip", reason: expect.stringContaining("--allow-faults") },
    ]);
    expect(body).not.toHaveBeenCalled();
  });
});

describe("results", () => {
  test.each([
    ["pass", nothing, { evidence }],
    [
      "fail",
      () => Promise.reject(new CheckFailure({ ...evidence, measured: "5 nodes" }, "look")),
      { evidence: { measured: "5 nodes" }, hint: "look" },
    ],
    ["skip", () => Promise.reject(new CheckSkip("no user")), { reason: "no user" }],
    ["error", () => Promise.reject(new Error("socket gone")), { reason: "socket gone" }],
  ])("%s", async (status, body, details) => {
    const { results } = await run([check(body)]);
    expect(results).toMatchObject([{ status, subject: "sessions", ...details }]);
  });

  test("a check that takes too long is in error", async () => {
    const slow = check(
      ({ signal }) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener("abort", () => reject(new Error("aborted"))),
        ),
      { timeoutMs: 20 },
    );
    const { results } = await run([slow]);
    expect(results).toMatchObject([{ status: "error", reason: "not finished after 20 ms" }]);
  });
});

describe("undos", () => {
  test.each([
    ["pass", nothing],
    ["fail", () => Promise.reject(new CheckFailure(evidence, ""))],
    ["error", () => Promise.reject(new Error("no"))],
  ])("run after a %s, the last registered first", async (_status, body) => {
    const done: string[] = [];
    await run([
      check(async ({ onExit }) => {
        onExit(async () => void done.push("first"));
        onExit(async () => void done.push("second"));
        await body();
      }),
    ]);
    expect(done).toEqual(["second", "first"]);
  });

  test("one that fails makes the check an error and does not stop the others", async () => {
    const done: string[] = [];
    const { results } = await run([
      check(async ({ onExit }) => {
        onExit(async () => void done.push("first"));
        onExit(() => Promise.reject(new Error("key stays")));
      }),
    ]);
    expect(done).toEqual(["first"]);
    expect(results).toMatchObject([{ status: "error", reason: "not undone: key stays" }]);
  });

  test("an interruption undoes the check under way and starts no other", async () => {
    const controller = new AbortController();
    const done: string[] = [];
    const first = check(({ onExit, signal }) => {
      onExit(async () => void done.push("undone"));
      setImmediate(() => controller.abort());
      return new Promise((_resolve, reject) =>
        signal.addEventListener("abort", () => reject(new Error("aborted"))),
      );
    });
    const report = await run([first, check(nothing, { id: "redis/two" })], {
      signal: controller.signal,
    });
    expect(done).toEqual(["undone"]);
    expect(report.isInterrupted).toBe(true);
    expect(report.results).toMatchObject([{ status: "error", reason: "interrupted" }]);
  });
});

describe("a check of logins", () => {
  const sasl = { mechanism: "PLAIN", login: "user" };
  const ring = (over: object) =>
    ({ ...pages, manifest: { ...pages.manifest, sasl: undefined, ...over } }) as LoadedManifest;
  const ofRings = { kind: "memcached", id: "memcached/one" } as const;

  test("is skipped, aloud, on a ring that takes none", async () => {
    const { results } = await run([check(nothing, { ...ofRings, needsLogin: true })], {
      deployed: [ring({})],
    });
    expect(results).toMatchObject([
      { status: "skip", reason: "the ring takes no login: its network alone guards it" },
    ]);
  });

  test.each([
    [true, { sasl }],
    [false, {}],
  ])("runs on any other, and so does one that needs none: %s", async (needsLogin, over) => {
    const { results } = await run([check(nothing, { ...ofRings, needsLogin })], {
      deployed: [ring(over)],
    });
    expect(results).toMatchObject([{ status: "pass" }]);
  });
});

describe("reporters", () => {
  test("hear everything in order", async () => {
    const heard: string[] = [];
    const reporter: Reporter = {
      onRunBegin: () => heard.push("run"),
      onCheckBegin: ({ id }) => heard.push(`begin ${id}`),
      onProgress: (line) => heard.push(line),
      onCheckEnd: ({ status }) => heard.push(status),
      onRunEnd: ({ results }) => heard.push(`${results.length} results`),
    };
    await run([check(async ({ progress }) => progress("half"))], {
      reporters: new Reporters([reporter], () => undefined),
    });
    expect(heard).toEqual(["run", "begin redis/one", "half", "pass", "1 results"]);
  });

  test("one that throws is told about once and stops nobody", async () => {
    const complaints: string[] = [];
    const heard: string[] = [];
    const broken: Reporter = {
      onCheckEnd: () => {
        throw new Error("disk full");
      },
      onRunEnd: () => heard.push("broken heard the end"),
    };
    const sound: Reporter = { onRunEnd: () => heard.push("end") };
    const { results } = await run([check(nothing), check(nothing, { id: "redis/two" })], {
      reporters: new Reporters([broken, sound], (line) => complaints.push(line)),
    });
    expect(results).toHaveLength(2);
    expect(complaints).toEqual(["Object failed: disk full"]);
    expect(heard).toEqual(["end"]);
  });
});

describe("after a fault that was not stood", () => {
  const fails = (): Promise<void> =>
    Promise.reject(new CheckFailure({ expected: "one", measured: "none" }, "look"));
  const faults = { injectsFaults: true };
  const checks = [
    check(fails, { id: "a", ...faults }),
    check(nothing, { id: "b", ...faults }),
    check(nothing, { id: "c" }),
  ];

  test("no further one is done to the same subject; what does none goes on", async () => {
    const other = { ...deployed, manifest: { ...deployed.manifest, name: "pages" } };
    let rounds = 0;
    const failsOnce = check(() => (rounds++ === 0 ? fails() : nothing()), { id: "a", ...faults });
    const { results } = await run([failsOnce, ...checks.slice(1)], {
      areFaultsAllowed: true,
      deployed: [deployed, other],
    });
    expect(results.map(({ id, status, subject }) => [subject, id, status])).toEqual([
      ["sessions", "a", "fail"],
      ["sessions", "b", "skip"],
      ["sessions", "c", "pass"],
      ["pages", "a", "pass"],
      ["pages", "b", "pass"],
      ["pages", "c", "pass"],
    ]);
    expect(results[1]?.reason).toMatch(/a has not passed before; --keep-going/);
  });

  test("unless the run is told to keep going", async () => {
    const { results } = await run(checks, { areFaultsAllowed: true, keepsGoing: true });
    expect(results.map(({ status }) => status)).toEqual(["fail", "pass", "pass"]);
  });
});

test("the run's limit of time takes the place of each check's own", async () => {
  const waits = check(({ signal }) => sleep(60_000, undefined, { signal }).then(nothing), {
    timeoutMs: 50_000,
  });
  const { results } = await run([waits], { timeoutMs: 50 });
  expect(results).toMatchObject([{ status: "error", reason: "not finished after 50 ms" }]);
});

describe("keys of a run stand in the journal", () => {
  test("while it is under way, and no longer", async () => {
    const journal = scratchJournal();
    const seen: unknown[] = [];
    const { runId } = await run([check(async () => void seen.push(...journal.entries()))], {
      journal,
    });
    expect(seen).toEqual([{ kind: "keys", subject: "sessions", runId }]);
    expect(journal.entries()).toEqual([]);
  });

  test("no longer after an interruption whose undos have worked", async () => {
    const journal = scratchJournal();
    const abort = new AbortController();
    const waits = check(async ({ signal }) => {
      abort.abort();
      await sleep(60_000, undefined, { signal });
    });
    const { results } = await run([waits], { journal, signal: abort.signal });
    expect(results[0]).toMatchObject({ status: "error", reason: "interrupted" });
    expect(journal.entries()).toEqual([]);
  });

  test("after a check that could not remove them", async () => {
    const journal = scratchJournal();
    const leaves = check(async ({ onExit }) => onExit(() => Promise.reject(new Error("gone"))));
    const { results, runId } = await run([leaves], { journal });
    expect(results[0]).toMatchObject({ reason: "not undone: gone", leaves: ["gone"] });
    expect(journal.entries()).toEqual([{ kind: "keys", subject: "sessions", runId }]);
  });
});

test("a report says what was looked at, and nothing of its users and secrets", async () => {
  const { subjects } = await runSuite({
    ...{ environment: "test", suite: "quick", deployed: [deployed, pages], checks: [], seed: 1 },
    driverFor: () => ({}) as TargetDriver,
    areFaultsAllowed: false,
    signal: new AbortController().signal,
    reporters: new Reporters([], () => undefined),
  });
  expect(subjects.map(({ kind, name, target }) => [kind, name, target])).toEqual([
    ["redis-cluster", deployed.manifest.name, "host"],
    ["memcached", pages.manifest.name, "host"],
  ]);
  expect(subjects[0]).toMatchObject({
    engine: { name: deployed.manifest.engine.name },
    topology: { shards: 3, replicasPerShard: 1 },
  });
  expect(subjects.map(({ nodes }) => nodes.length)).toEqual([
    deployed.manifest.nodes.length,
    pages.manifest.nodes.length,
  ]);
  expect(JSON.stringify(subjects)).not.toMatch(/password|secret|cf-|\.key/);
});
