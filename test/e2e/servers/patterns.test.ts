import { memcachedCache, redisCache } from "../../../clients/cache/open-cache";
import type { Cache } from "../../../clients/cache/cache";
import { connectMemcached } from "../../../clients/memcached/connect";
import { connectRedis } from "../../../clients/redis/connect-redis";
import { SMOKE_USER } from "../../../constructs/redis/system-users";
import * as memcached from "../../../smoke/checks/memcached";
import * as redis from "../../../smoke/checks/redis";
import * as ringCheck from "../../support/memcached-check";
import { startTestRing, type TestRing } from "../../support/memcached-ring";
import { restoreOlderData } from "../../support/older-data";
import { expectFailure, expectNoKeys, expectPass, runOn, withAcl } from "../../support/redis-check";
import { startTestCluster, type TestCluster } from "../../support/redis-server";

jest.setTimeout(120_000);

const RUN_ID = "patterns";
const STREAM = `cf-smoke:${RUN_ID}:{write-behind:behind:0}:updates`;
const VALUES = /^6 of 6 values came back, 0 misses did; 50 callers counted to 50/;
const RESTORED = /^[1-9]\d* reads of old values: \d+: revision \d+ after \d+/;
const QUEUE =
  /[1-9]\d* updates of [1-9]\d* keys accepted, .*; 0 accepted updates lost; 0 updates refused; 0 updates left/;
const ROWS = /[1-9]\d* reads and [1-9]\d* changes while node .*; 0 reads of old values/;

describe("of a Redis Cluster", () => {
  const checks = redis;
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster({ port: 20700, props: { nodeTimeoutMs: 1000 } });
  });
  afterAll(() => cluster?.close());
  afterEach(() => expectNoKeys(cluster));

  test.each([
    [checks.patternValues.id, checks.patternValues, VALUES],
    [checks.patternAside.id, checks.patternAside, ROWS],
    [checks.patternThrough.id, checks.patternThrough, ROWS],
    [checks.patternBehind.id, checks.patternBehind, QUEUE],
  ])("%s passes", async (_id, check, measured) => {
    const result = await runOn(cluster, check, { seed: 1 });
    expectPass(result);
    expect(result.evidence?.measured).toMatch(measured);
  });

  describe("deserves to fail:", () => {
    async function restoring<T>(
      pattern: string,
      work: (progress: (line: string) => void) => Promise<T>,
    ): Promise<T> {
      const client = await connectRedis(cluster.deployed, SMOKE_USER);
      let restored: Promise<number> | undefined;
      try {
        const result = await work(() => {
          restored ??= restoreOlderData(redisCache(client), RUN_ID, pattern);
        });
        expect(await restored).toBeGreaterThan(0);
        return result;
      } finally {
        client.disconnect();
      }
    }

    test("a user who may not count", async () => {
      const ids = cluster.model.nodes.map(({ id }) => id);
      await withAcl(cluster, ids, SMOKE_USER, ["-incr"], async () => {
        const result = await runOn(cluster, checks.patternValues);
        expectFailure(result, /NOPERM .*'incr'/);
      });
    });

    test("a queue that somebody empties", async () => {
      const client = await connectRedis(cluster.deployed, SMOKE_USER);
      let isOver = false;
      let emptied = 0;
      const emptying = (async () => {
        while (!isOver) emptied += await client.xtrim(STREAM, "MAXLEN", 0);
      })();
      try {
        const result = await runOn(cluster, checks.patternBehind, { runId: RUN_ID });
        expectFailure(result, /^[1-9]\d* accepted updates lost$/);
      } finally {
        isOver = true;
        await emptying.finally(() => client.disconnect());
      }
      expect(emptied).toBeGreaterThan(0);
    });

    test("a cluster whose older data is restored, for cacheAside", async () => {
      const result = await restoring("cacheAside", (progress) =>
        runOn(cluster, checks.patternAside, { seed: 2, runId: RUN_ID, progress }),
      );
      expectFailure(result, RESTORED);
    });

    test("a cluster whose older data is restored, for writeThrough", async () => {
      const result = await restoring("writeThrough", (progress) =>
        runOn(cluster, checks.patternThrough, { seed: 3, runId: RUN_ID, progress }),
      );
      expectFailure(result, RESTORED);
    });
  });
});

describe("of a Memcached ring", () => {
  const checks = memcached;
  const { expectPassed, runCheck } = ringCheck;
  let ring: TestRing;
  beforeAll(async () => {
    ring = await startTestRing({ port: 24230 });
  });
  afterAll(() => ring?.close());

  test.each([
    [checks.patternValues.id, checks.patternValues, VALUES],
    [checks.patternAside.id, checks.patternAside, ROWS],
    [checks.patternThrough.id, checks.patternThrough, ROWS],
  ])("%s passes", async (_id, check, measured) => {
    const outcome = await runCheck(check, ring, { seed: 1 });
    expectPassed(outcome);
    expect(outcome.evidence.measured).toMatch(measured);
  });

  describe("deserves to fail:", () => {
    async function beside<T>(
      disturb: (cache: Cache) => Promise<unknown>,
      work: (progress: () => void) => Promise<T>,
    ): Promise<T> {
      const client = connectMemcached(ring.deployed, "api");
      let disturbed: Promise<unknown> | undefined;
      try {
        return await work(() => {
          disturbed ??= disturb(memcachedCache(client));
        });
      } finally {
        expect(await disturbed).not.toBe(0);
        await client.close();
      }
    }

    test("a ring whose entries somebody else overwrites", async () => {
      let isOver = false;
      const overwrite = async (cache: Cache): Promise<void> => {
        while (!isOver) await cache.set(`cf-smoke:${RUN_ID}:values:counter`, 1000);
      };
      await beside(overwrite, async (begin) => {
        begin();
        const outcome = await runCheck(checks.patternValues, ring, { runId: RUN_ID });
        isOver = true;
        ringCheck.expectFailure(outcome, /callers counted to 10\d\d/);
      });
    });

    test("a ring whose older data is restored, for cacheAside", async () => {
      const restore = (cache: Cache): Promise<number> =>
        restoreOlderData(cache, RUN_ID, "cacheAside");
      const outcome = await beside(restore, (progress) =>
        runCheck(checks.patternAside, ring, { seed: 2, runId: RUN_ID, progress }),
      );
      ringCheck.expectFailure(
        outcome,
        /^[1-9]\d* reads of old values: \d+: revision \d+ after \d+/,
      );
    });

    test("a ring whose older data is restored, for writeThrough", async () => {
      const restore = (cache: Cache): Promise<number> =>
        restoreOlderData(cache, RUN_ID, "writeThrough");
      const outcome = await beside(restore, (progress) =>
        runCheck(checks.patternThrough, ring, { seed: 3, runId: RUN_ID, progress }),
      );
      ringCheck.expectFailure(
        outcome,
        /^[1-9]\d* reads of old values: \d+: revision \d+ after \d+/,
      );
    });
  });
});
