import type { LoadResult } from "../../../../../smoke/checks/redis/accounted-load";
import { phaseBounds } from "../../../../../smoke/checks/redis/failover-phases";
import {
  lossBoundMs,
  lostForMs,
  splitBounds,
  writableAgainMs,
} from "../../../../../smoke/checks/redis/surroundings/split-bounds";
import { accountWrites } from "../../../../../smoke/workload/accountant";
import type { WriteAttempt } from "../../../../../smoke/workload/attempt";

const CUT_AT = 1000;

function attempt(key: string, startedAt: number): WriteAttempt {
  return { key, value: `v${key}`, startedAt, endedAt: startedAt + 5, outcome: "acknowledged" };
}

/** @param kept keys that are read at the end */
function resultOf(attempts: readonly WriteAttempt[], kept: readonly string[]): LoadResult {
  const found = new Map(attempts.map(({ key, value }) => [key, kept.includes(key) ? value : null]));
  const span = { from: CUT_AT, to: 9000 };
  return { attempts, account: accountWrites(attempts, found), gaps: [], span };
}

test("a primary without its majority stops after one and a half node timeouts and 500 ms", () => {
  expect([1000, 2000, 5000].map(lossBoundMs)).toEqual([2000, 3500, 8000]);
});

test("clients get as many retries as outvote the nodes that tell the old owner", () => {
  const { writable } = phaseBounds(1000);
  // (1/6)^n and (2/6)^n below 5.7e-7: 9 and 14 retries, two of them counted already.
  expect(splitBounds(1000, 1, 6).writable).toBe(writable + 700);
  expect(splitBounds(1000, 2, 6).writable).toBe(writable + 1200);
  expect(splitBounds(1000, 1, 6)).toEqual({ ...phaseBounds(1000), writable: writable + 700 });
});

test("the loss ends with the last acknowledgement that did not last", () => {
  const writes = [attempt("a", 990), attempt("b", 1500), attempt("c", 2400), attempt("d", 3000)];
  expect(lostForMs(resultOf(writes, ["a", "d"]), CUT_AT)).toBe(1405);
  expect(lostForMs(resultOf(writes, ["a", "b", "c", "d"]), CUT_AT)).toBe(0);
  expect(lostForMs(resultOf(writes, ["b", "c", "d"]), CUT_AT)).toBe(0);
});

test("writable again is the first write of the shard that lasts", () => {
  const writes = [attempt("a", 1200), attempt("other", 1300), attempt("b", 3000)];
  const isOfShard = (key: string): boolean => key !== "other";
  expect(writableAgainMs(resultOf(writes, ["b", "other"]), isOfShard, CUT_AT)).toBe(2005);
  expect(writableAgainMs(resultOf(writes, ["other"]), isOfShard, CUT_AT)).toBeUndefined();
});
