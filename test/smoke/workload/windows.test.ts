import type { WriteAttempt, WriteOutcome } from "../../../smoke/workload/attempt";
import { windowsByShard } from "../../../smoke/workload/windows";

/** A write to a shard, whose number is its key. */
function write(shard: number, endedAt: number, outcome: WriteOutcome = "acknowledged") {
  const value = `${shard}:${endedAt}`;
  return { key: `${shard}`, value, startedAt: endedAt - 5, endedAt, outcome };
}

const faults = [
  { shard: 1, from: 1000, to: 2000 },
  { shard: 0, from: 2000, to: 3000 },
  { shard: 1, from: 3000, to: 4000 },
];

function windows(attempts: readonly WriteAttempt[], lost: readonly WriteAttempt[] = []) {
  return windowsByShard({ attempts, lost, shardOf: Number, spans: faults });
}

const same = (ms: number) => ({ min: ms, p50: ms, p95: ms, p99: ms, max: ms });
const two = (min: number, max: number) => ({ ...same(max), min, p50: min });

test("a shard is told of when a fault was done to it, in the order of shards", () => {
  expect(windows([]).map(({ shard }) => shard)).toEqual([0, 1]);
});

test("a shard takes no writes for as long as each fault lasts on it alone", () => {
  const attempts = [
    ...[1100, 1600, 1900, 3300, 3900].map((at) => write(1, at)),
    ...[1200, 1300, 2050, 2950].map((at) => write(0, at)),
    write(1, 1300, "failed"),
    write(1, 1350, "unknown"),
  ];
  expect(windows(attempts)).toMatchObject([
    { shard: 0, unavailableMs: same(900) },
    { shard: 1, unavailableMs: two(500, 600) },
  ]);
});

test("a write that is answered after a fault's end shows how long it took", () => {
  const late = { ...write(0, 3600), startedAt: 2100 };
  expect(windows([write(0, 2010), late])[0]).toMatchObject({ unavailableMs: same(1590) });
});

test("a loss window is of one fault: two faults do not make a long one", () => {
  const lost = [write(1, 1100), write(1, 1130), write(1, 3500), write(0, 2500), write(1, 2500)];
  expect(windows(lost, lost)).toMatchObject([
    { shard: 0, lossWindowMs: same(0) },
    { shard: 1, lossWindowMs: two(0, 30) },
  ]);
});
