import { setTimeout as sleep } from "node:timers/promises";
import { failoverBound } from "../../../clients/redis/failover-bound";
import { CrashingCluster } from "../crashing-cluster";
import type { TestCluster } from "../redis-server";
import { CountedCalls } from "./counted-calls";
import { codeOf, type ConnectPreset, type PresetClient } from "./preset-client";
import { keyOfShard } from "./shard-keys";
import { primaryOf } from "./shard-roles";

const SHARD = 1;
const WRITERS = 4;
const INTERVAL_MS = 10;
const BEFORE_CRASH_MS = 1000;
/** What a primary has acknowledged and not yet sent to its replica when it is killed is lost with it. */
const REPLICATED_MS = 500;

/** What becomes of commands when the primary of a shard is killed, or stands still. */
export function crashContract(
  connect: ConnectPreset,
  current: () => TestCluster,
  tellsUnsent: boolean,
): void {
  const opened: PresetClient[] = [];
  const open = async (...args: Parameters<ConnectPreset>): Promise<PresetClient> => {
    const client = await connect(...args);
    opened.push(client);
    return client;
  };
  afterEach(() => {
    for (const client of opened.splice(0)) client.close();
  });

  test("fails no idempotent write, and executes no INCR twice", async () => {
    const { deployed, driver } = current();
    const crashing = new CrashingCluster(current());
    const primary = await primaryOf(crashing, SHARD);
    const keys = Array.from({ length: WRITERS }, (_, n) => keyOfShard(current(), SHARD, `w${n}:`));
    const writers = await Promise.all(
      keys.map(async (key) => {
        const client = await open(deployed, "api");
        const tag = `session:{${key}}`;
        return new CountedCalls(client, INTERVAL_MS, (n) => ["SET", `${tag}:${n}`, String(n)]);
      }),
    );
    // The second gives up long before the failover ends: what it gives up must not be executed then.
    const counters = [
      keyOfShard(current(), SHARD, "counter"),
      keyOfShard(current(), SHARD, "impatient"),
    ];
    const counting = await Promise.all(
      counters.map(async (key, n) => {
        const client = await open(deployed, "api", n === 0 ? {} : { commandTimeoutMs: 300 });
        return new CountedCalls(client, INTERVAL_MS, () => ["INCR", key]);
      }),
    );
    await sleep(BEFORE_CRASH_MS);
    const killedAt = performance.now();
    await driver.kill(primary);
    try {
      await sleep(failoverBound(deployed.manifest.nodeTimeoutMs).electedMs + BEFORE_CRASH_MS);
      const tallies = await Promise.all(writers.map((writer) => writer.stop()));
      for (const tally of tallies) {
        expect(tally).toMatchObject({ unknown: 0, notExecuted: 0, failed: [] });
        expect(tally.acknowledged.some((at) => at > killedAt)).toBe(true);
      }
      const reader = await open(deployed, "api");
      for (const [n, calls] of counting.entries()) {
        const { acknowledged, failed, notExecuted, unknown } = await calls.stop();
        expect(failed).toEqual([]);
        // The one that waits for the whole failover has each of them executed, or knows that it cannot know.
        if (n === 0) expect(notExecuted).toBe(0);
        else if (tellsUnsent) expect(notExecuted).toBeGreaterThan(0);
        const counted = Number(await reader.call("GET", counters[n] ?? ""));
        const mayBeLost = acknowledged.filter(
          (at) => at > killedAt - REPLICATED_MS && at <= killedAt,
        ).length;
        expect(counted).toBeLessThanOrEqual(acknowledged.length + unknown);
        expect(counted).toBeGreaterThanOrEqual(acknowledged.length - mayBeLost);
      }
      for (const [writer, key] of keys.entries()) {
        const written = tallies[writer]?.acknowledged.length ?? 0;
        const last = await reader.call("GET", `session:{${key}}:${written - 1}`);
        expect(last).toBe(String(written - 1));
      }
    } finally {
      await driver.start(primary);
      await crashing.whole();
    }
  });

  test("a command ends in time when its node stands still, and is not executed after it was said not to be", async () => {
    const { deployed, driver } = current();
    const crashing = new CrashingCluster(current());
    const key = keyOfShard(current(), SHARD, "still");
    const primary = await primaryOf(crashing, SHARD);
    const commandTimeoutMs = 300;
    const client = await open(deployed, "api", { commandTimeoutMs });
    await client.call("SET", key, "0");
    await driver.pause(primary);
    const calls = Array.from({ length: 20 }, async () => {
      const begun = performance.now();
      const code = await client.call("INCR", key).then(() => "OK", codeOf);
      return { code, ms: performance.now() - begun };
    });
    const ended = await Promise.all(calls);
    await driver.resume(primary);
    for (const { code, ms } of ended) {
      expect(["REDIS_OUTCOME_UNKNOWN", "REDIS_NOT_EXECUTED"]).toContain(code);
      // A timer may be late by as much as a busy machine keeps the process waiting.
      expect(ms).toBeLessThan(2 * commandTimeoutMs);
    }
    await sleep(1000);
    await crashing.whole();
    const reader = await open(deployed, "api");
    const unknown = ended.filter(({ code }) => code === "REDIS_OUTCOME_UNKNOWN").length;
    expect(Number(await reader.call("GET", key))).toBeLessThanOrEqual(unknown);
  });
}
