import { setTimeout as sleep } from "node:timers/promises";
import { connectMemcached } from "../../../clients/memcached/connect";
import { CheckSkip } from "../../../smoke/check";
import * as checks from "../../../smoke/checks/memcached";
import { pauseCheck } from "../../../smoke/checks/memcached/faults/pause";
import type { TargetDriver } from "../../../smoke/driver";
import { expectFailure, expectPassed, runCheck } from "../../support/memcached-check";
import { startTestRing, type TestRing } from "../../support/memcached-ring";
import { changedDriver } from "../../support/redis-faults";
import { itemsLeft } from "../../support/ring-items";

const PORT = 21620;
/** Longer than the client's preset waits. */
const PATIENT_MS = 5_000;
const REFILLING_MS = 500;

const SCENARIOS = [checks.crash, checks.pause, checks.slowNode, checks.coldRestart];

describe("a fault of one node", () => {
  let ring: TestRing;
  beforeAll(async () => {
    ring = await startTestRing({ port: PORT });
  });
  afterAll(() => ring.close());
  /** Whatever a planted fault has left, the next test begins with a whole ring. */
  afterEach(async () => {
    for (const server of ring.servers) {
      await server.start();
      await server.resume();
    }
  });

  const planted = (changes: Partial<TargetDriver>): TestRing => ({
    ...ring,
    driver: changedDriver(ring.driver, changes),
  });
  const neighbourOf = (ref: string): string => String((Number(ref) + 1) % 3);
  const nothing = (): Promise<void> => Promise.resolve();
  const onBoth = (verb: "kill" | "start" | "stop" | "pause" | "resume") => {
    return async (ref: string): Promise<void> => {
      await ring.driver[verb](neighbourOf(ref));
      await ring.driver[verb](ref);
    };
  };

  test.each(SCENARIOS)("$id passes whichever node it is, with pictures", async (check) => {
    const chosen = new Set<unknown>();
    for (const seed of [1, 2]) {
      const outcome = await runCheck(check, ring, { seed });
      expectPassed(outcome);
      const { details, exhibits, figures } = outcome.evidence;
      chosen.add(details?.["node"]);
      const loads = exhibits?.filter(({ kind }) => kind === "load");
      expect(loads).toMatchObject([
        { subject: `requests to node ${String(details?.["node"])}` },
        { subject: "requests to the other nodes" },
      ]);
      expect(figures?.filter(({ atMost }) => atMost !== undefined).length).toBeGreaterThan(5);
      expect(await itemsLeft(ring)).toEqual([0, 0, 0]);
    }
    expect(chosen.size).toBe(2);
  });

  test("a crash that takes another node along", async () => {
    const bad = planted({ kill: onBoth("kill"), start: onBoth("start") });
    expectFailure(await runCheck(checks.crash, bad), /requests to the other nodes unserved [1-9]/);
  });

  test("a node that crashes and answers on", async () => {
    const outcome = await runCheck(checks.crash, planted({ kill: nothing }));
    expectFailure(outcome, /answered meanwhile [1-9]/, /keys of the node cold 0, bound/);
  });

  test("a node that freezes another one", async () => {
    const bad = planted({ pause: onBoth("pause"), resume: onBoth("resume") });
    expectFailure(
      await runCheck(checks.pause, bad),
      // What waits behind a request that is not answered is not sent any more.
      /requests to the other nodes unserved [1-9]\d*.*MEMCACHED_(TIMEOUT|NODE_UNREACHABLE)/,
    );
  });

  test("a node that does not freeze", async () => {
    const bad = planted({ pause: nothing });
    expectFailure(await runCheck(checks.pause, bad), /answered meanwhile [1-9]/);
    expectFailure(await runCheck(checks.slowNode, bad), /answered by the frozen node [1-9]/);
  });

  test("a client that waits longer than its time-out for a frozen node", async () => {
    const patient = pauseCheck({
      connect: (deployed, user) => connectMemcached(deployed, user, { timeoutMs: PATIENT_MS }),
    });
    const outcome = await runCheck(patient, ring);
    expectFailure(outcome, /slowest request to the node 20\d\d/, "bound at most 10");
  });

  test("a frozen node that comes back without what it held", async () => {
    const bad = planted({
      resume: async (ref) => {
        await ring.driver.kill(ref);
        await ring.driver.start(ref);
      },
    });
    expectFailure(await runCheck(checks.pause, bad), /keys of the node cold [1-9]\d*, bound/);
  });

  test("a frozen node that never runs again", async () => {
    let thaws = 0;
    const bad = planted({
      resume: async (ref) => {
        if (thaws > 0) await ring.driver.resume(ref);
        thaws += 1;
      },
    });
    // The check took the node for thawed; the test thaws it.
    const undone = sleep(8_000).then(() => Promise.all(ring.servers.map((one) => one.resume())));
    expectFailure(await runCheck(checks.pause, bad), "MEMCACHED_");
    await undone;
  });

  test("a slow node that slows another one down", async () => {
    const bad = planted({ pause: onBoth("pause"), resume: onBoth("resume") });
    expectFailure(
      await runCheck(checks.slowNode, bad),
      /P95 of the other nodes \d+(\.\d)? ms, bound/,
    );
  });

  test("a restart that takes another node along", async () => {
    const bad = planted({ stop: onBoth("stop"), start: onBoth("start") });
    expectFailure(
      await runCheck(checks.coldRestart, bad),
      /requests to the other nodes unserved [1-9]/,
      /keys of the other nodes cold [1-9]/,
    );
  });

  test("a node that never stopped", async () => {
    expectFailure(
      await runCheck(checks.coldRestart, planted({ stop: nothing })),
      "keys of the load missed 0, bound at least 100",
    );
  });

  test("a node that restarts once more", async () => {
    let again: Promise<void> | undefined;
    const bad = planted({
      start: async (ref) => {
        await ring.driver.start(ref);
        again ??= sleep(REFILLING_MS)
          .then(() => ring.driver.kill(ref))
          .then(() => ring.driver.start(ref));
      },
    });
    expectFailure(await runCheck(checks.coldRestart, bad), /missed once more [1-9]/);
    await again;
  });

  test("a password that changes passes, and the user is gone afterwards", async () => {
    const users: string[] = [];
    const watched = planted({
      setLogin: async (ref, user, password) => {
        users.push(user);
        await ring.driver.setLogin?.(ref, user, password);
      },
    });
    expectPassed(await runCheck(checks.passwordChange, watched));
    expect(new Set(users).size).toBe(1);
    expect(users[0]).toMatch(/^cf-smoke-/);
    expect(await itemsLeft(ring)).toEqual([0, 0, 0]);
  });

  test("a node that keeps to the password that a user had", async () => {
    let changes = 0;
    const bad = planted({
      setLogin: async (ref, user, password) => {
        changes += 1;
        if (changes !== 2) await ring.driver.setLogin?.(ref, user, password);
      },
    });
    expectFailure(
      await runCheck(checks.passwordChange, bad),
      "former password: ok",
      "new password: loginRequired",
    );
  });

  test("a node that takes a new password by a restart", async () => {
    const bad = planted({
      setLogin: async (ref, user, password) => {
        await ring.driver.setLogin?.(ref, user, password);
        await ring.driver.kill(ref);
        await ring.driver.start(ref);
      },
    });
    expectFailure(
      await runCheck(checks.passwordChange, bad),
      "logged in after the change: connection closed",
    );
  });

  test("a password that one node takes from another", async () => {
    const bad = planted({
      setLogin: async (_ref, user, password) => {
        for (const each of ["0", "1", "2"]) await ring.driver.setLogin?.(each, user, password);
      },
    });
    expectFailure(await runCheck(checks.passwordChange, bad), "on another node: ok");
  });

  test("a target that cannot change a password is skipped", async () => {
    const unable = { ...ring, driver: { ...ring.driver } };
    delete unable.driver.setLogin;
    await expect(runCheck(checks.passwordChange, unable)).rejects.toThrow(CheckSkip);
  });

  test.each([
    { check: checks.passwordChange, verb: "setLogin" },
    { check: checks.crash, verb: "kill" },
    { check: checks.pause, verb: "pause" },
    { check: checks.slowNode, verb: "pause" },
    { check: checks.coldRestart, verb: "stop" },
  ] as const)(
    "an interrupted $check.id leaves a whole ring and no key",
    async ({ check, verb }) => {
      for (const isAsked of [false, true]) {
        const abort = new AbortController();
        const interrupting = planted({
          [verb]: async (...order: [ref: string, user: string, password: string | undefined]) => {
            if (!isAsked) abort.abort();
            if (verb === "setLogin") await ring.driver.setLogin?.(...order);
            else await ring.driver[verb](order[0]);
            if (isAsked) abort.abort();
          },
        });
        const run = runCheck(check, interrupting, { signal: abort.signal });
        await expect(run).rejects.toThrow(/abort/i);
        expect(ring.servers.map((server) => server.isRunning())).toEqual([true, true, true]);
        expect(await itemsLeft(ring)).toEqual([0, 0, 0]);
      }
    },
  );
});

test("a ring of one node has no other that could stay unaffected", async () => {
  const ring = await startTestRing({ port: PORT + 4, nodes: 1 });
  try {
    for (const check of SCENARIOS) {
      await expect(runCheck(check, ring)).rejects.toThrow(CheckSkip);
    }
  } finally {
    await ring.close();
  }
});
