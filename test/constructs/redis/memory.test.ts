import fc from "fast-check";
import { leastMemoryMib, requireRoomForData } from "../../../constructs/redis/memory";
import { codedError } from "../../support/coded";

const redis = { name: "redis", version: "7.0.15" } as const;
const valkey = { name: "valkey", version: "8.1.10" } as const;

test.each([
  // 3 MiB for itself, 8 KiB per node, the backlog, rounded up, and 1 MiB for data.
  [redis, 3, 0, 5],
  [redis, 3, 1, 6],
  [redis, 250, 0, 6],
  [redis, 250, 1, 9],
  [redis, 250, 5, 17],
  [valkey, 3, 0, 5],
  [valkey, 3, 1, 15],
  [{ name: "valkey", version: "8.0" } as const, 3, 1, 15],
  [{ name: "valkey", version: "7.2.14" } as const, 3, 1, 6],
])("%o with %i shards of 1 + %i nodes needs %i MiB", (engine, shards, replicasPerShard, least) => {
  const demand = { engine, shards, replicasPerShard };
  expect(leastMemoryMib(demand)).toBe(least);
  expect(() => requireRoomForData(least, demand)).not.toThrow();
  expect(codedError(() => requireRoomForData(least - 1, demand)).code).toBe("REDIS_MEMORY_USED_UP");
});

test("more nodes never need less", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 3, max: 249 }),
      fc.integer({ min: 0, max: 4 }),
      fc.constantFrom(redis, valkey),
      (shards, replicasPerShard, engine) => {
        const least = leastMemoryMib({ engine, shards, replicasPerShard });
        expect(
          leastMemoryMib({ engine, shards: shards + 1, replicasPerShard }),
        ).toBeGreaterThanOrEqual(least);
        expect(
          leastMemoryMib({ engine, shards, replicasPerShard: replicasPerShard + 1 }),
        ).toBeGreaterThanOrEqual(least);
      },
    ),
  );
});

test("the message shows what the memory is used for", () => {
  const demand = { engine: redis, shards: 3, replicasPerShard: 1 };
  expect(codedError(() => requireRoomForData(5, demand)).message).toBe(
    "REDIS_MEMORY_USED_UP: maxMemoryMib leaves no room for data: a server of this cluster needs 3 MiB" +
      " for itself, 8 KiB for each of 6 nodes and 1 MiB for its replication backlog · received: 5" +
      " · allowed: 6 MiB or more · fix: raise maxMemoryMib to 6, or far more: data and clients share" +
      " what is left",
  );
});
