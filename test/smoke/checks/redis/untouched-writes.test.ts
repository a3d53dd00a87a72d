import {
  judgeUntouched,
  untouchedBoundMs,
  untouchedDetails,
  writeIntervalMs,
  type UntouchedWrites,
} from "../../../../smoke/checks/redis/untouched-writes";
import type { WriteAttempt } from "../../../../smoke/workload/attempt";

const span = { from: 1000, to: 3000 };
const CLUSTERDOWN = "CLUSTERDOWN The cluster is down";

function write(endedAt: number, reason?: string): WriteAttempt {
  const end = { key: "k", value: `${endedAt}`, startedAt: endedAt - 1, endedAt };
  return reason === undefined
    ? { ...end, outcome: "acknowledged" }
    : { ...end, outcome: "failed", reason };
}

const onTime = Array.from({ length: 120 }, (_, index) => 500 + 25 * index);

function shard(attempts: readonly WriteAttempt[], beats = onTime): UntouchedWrites {
  return { shards: [{ shard: 2, key: "k", attempts: [...attempts] }], beats };
}

/** A write every 25 ms, also before and after the span. */
const steady = Array.from({ length: 120 }, (_, index) => write(500 + 25 * index));
const without = (from: number, to: number): WriteAttempt[] =>
  steady.filter(({ endedAt }) => endedAt <= from || endedAt >= to);

test("a shard that is served throughout holds, with its longest gap", () => {
  expect(judgeUntouched(shard(steady), span, false)).toEqual([
    { holds: true, seen: "untouched shard 2 without writes for at most 25 ms" },
  ]);
});

test.each([
  ["at the bound", 1500, 2025, true, /at most 525 ms$/],
  [
    "over the bound",
    1500,
    2050,
    false,
    /at most 550 ms, 0 ms of them the harness's own delay, bound 525 ms$/,
  ],
  ["until the end", 2000, 9999, false, /at most 1000 ms, 0 ms of them .*, bound 525 ms$/],
])("a gap %s", (_title, from, to, holds, seen) => {
  const [observation] = judgeUntouched(shard(without(from, to)), span, false);
  expect(observation).toEqual({ holds, seen: expect.stringMatching(seen) });
});

test.each([
  ["that the harness slept through holds", 1500, 2200, 700, true],
  ["does not hold for a delay at another time", 500, 1400, 700, false],
  ["does not hold for a delay that is shorter", 1500, 1600, 700, false],
])("a gap %s", (_title, from, to, ms, holds) => {
  const late = onTime.filter((beat) => beat <= from || beat >= to);
  const writes = shard(without(1500, 1500 + ms), late);
  expect(judgeUntouched(writes, span, false)).toMatchObject([{ holds }]);
});

test("what is written while the load is read back is not waited for", () => {
  const attempts = [...without(3000, 9999), write(4000)];
  expect(judgeUntouched(shard(attempts), span, false)).toMatchObject([{ holds: true }]);
});

test.each([
  ["without full coverage", CLUSTERDOWN, false, false],
  ["with full coverage", CLUSTERDOWN, true, true],
  ["for another reason, with full coverage", "NOPERM no", true, false],
])("one refusal %s", (_title, reason, mayRefuse, holds) => {
  const attempts = [...without(1500, 1550), write(1525, reason)];
  const [observation] = judgeUntouched(shard(attempts), span, mayRefuse);
  expect(observation).toEqual({ holds, seen: expect.stringContaining(reason) });
  expect(untouchedDetails(shard(attempts), span)).toMatchObject({
    untouched: [{ shard: 2, writes: 120, refused: 1, longestGapMs: 50, ownDelayMs: 0 }],
  });
});

test.each([
  [
    "as long as it may",
    50,
    true,
    /refused 1 writes within 50 ms, as full coverage asks for: CLUSTERDOWN/,
  ],
  [
    "for longer",
    49,
    false,
    /within 50 ms, as full coverage asks for, for at most 49 ms: CLUSTERDOWN/,
  ],
])("a refusal %s", (_title, untilMs, holds, seen) => {
  const attempts = [...without(1500, 1550), write(1525, CLUSTERDOWN)];
  const [observation] = judgeUntouched(shard(attempts), span, true, untilMs);
  expect(observation).toEqual({ holds, seen: expect.stringMatching(seen) });
});

test("many shards are written to less often each, and the bound says so", () => {
  expect([writeIntervalMs(2), untouchedBoundMs(2)]).toEqual([25, 525]);
  expect([writeIntervalMs(249), untouchedBoundMs(249)]).toEqual([1245, 1745]);
});
