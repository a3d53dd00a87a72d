import type { LiveNode } from "../../../../../smoke/checks/redis/live-shards";
import type { CrashKind } from "../../../../../smoke/checks/redis/recovery/crash-plan";
import {
  type Crash,
  type Episode,
  mayBeLost,
  mayBeUnkept,
} from "../../../../../smoke/checks/redis/recovery/episode";

function crash(kind: CrashKind, shards: readonly number[], ids: readonly string[]): Crash {
  const nodes = ids.map((id): LiveNode => ({ id, clusterId: id, ref: id, host: "h", port: 1 }));
  return { kind, shards, nodes, at: 10_000 };
}

function episode(...crashes: Crash[]): Episode {
  return { crashes, from: 10_000, to: 15_000 };
}

const alone = episode(crash("primary", [0], ["0-0"]));
const together = episode(crash("whole shard", [0], ["0-0", "0-1"]));
const inTurn = episode(crash("primary", [0], ["0-0"]), crash("replica", [0], ["0-0"]));
const twoShards = episode(crash("two primaries", [0, 1], ["0-0", "1-0"]));

test.each([
  ["a primary alone", alone, 0, 12_000, false],
  ["a shard together", together, 0, 12_000, true],
  ["one shard's nodes in turn", inTurn, 0, 12_000, true],
  ["two primaries of two shards", twoShards, 1, 12_000, false],
  ["another shard", together, 1, 12_000, false],
  ["just within an fsync before", together, 0, 8000, true],
  ["longer before", together, 0, 7999, false],
  ["at the end", together, 0, 15_000, true],
  ["after the end", together, 0, 15_001, false],
] as const)("a confirmed write may be unkept, %s: %s", (_, one, shard, at, may) => {
  expect(mayBeUnkept([one], shard, at)).toBe(may);
});

test.each([
  ["a primary alone", alone, 0, 12_000, true],
  ["two primaries of two shards", twoShards, 1, 12_000, true],
  ["another shard", alone, 1, 12_000, false],
  ["a second before", alone, 0, 9000, true],
  ["longer before", alone, 0, 8999, false],
  ["after the end", alone, 0, 15_001, false],
] as const)("a write may be lost, %s: %s", (_, one, shard, at, may) => {
  expect(mayBeLost([one], shard, at)).toBe(may);
});
