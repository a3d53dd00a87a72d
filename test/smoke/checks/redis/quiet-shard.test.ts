import { linkAgeSeconds, quietSeconds } from "../../../../constructs/redis/quiet-time";
import { seededOrder } from "../../../../smoke/checks/redis/quiet-shard";

/** Lines of `CLIENT LIST TYPE replica` as Redis 7.0 prints them. */
const link = (age: number): string =>
  `id=8 addr=127.0.0.1:41234 laddr=127.0.0.1:7000 fd=29 name= age=${age} idle=0 flags=S db=0 cmd=replconf user=cf-replica redir=-1 resp=2\n`;

describe("linkAgeSeconds", () => {
  test.each([
    ["the age of the only link", link(12), 12],
    ["the age of the youngest link", link(120) + link(3) + link(45), 3],
    ["nothing without a link", "", 0],
    ["nothing for a link of this second", link(0), 0],
  ])("is %s", (_title, list, seconds) => {
    expect(linkAgeSeconds(list)).toBe(seconds);
  });

  test("reads no other field that ends in `age`", () => {
    expect(linkAgeSeconds(`id=8 storage=1 ${link(12).slice(5)}`)).toBe(12);
  });
});

test("a shard is quiet after four node timeouts, one second more for cut ages", () => {
  expect([500, 1000, 2000, 5000].map(quietSeconds)).toEqual([3, 5, 9, 21]);
});

describe("seededOrder", () => {
  const shards = ["a", "b", "c"];
  const seeds = Array.from({ length: 100 }, (_, seed) => seed);

  test("holds every shard once, and is the same for the same seed", () => {
    for (const seed of seeds) {
      expect([...seededOrder(shards, seed)].sort()).toEqual(shards);
      expect(seededOrder(shards, seed)).toEqual(seededOrder(shards, seed));
    }
  });

  test("begins with each shard for some seed", () => {
    expect(new Set(seeds.map((seed) => seededOrder(shards, seed)[0]))).toEqual(new Set(shards));
  });
});
