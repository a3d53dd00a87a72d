import { readFileSync } from "node:fs";
import type { MemcachedClient } from "../../../clients/memcached/client";
import { connectMemcached } from "../../../clients/memcached/connect";
import { startTestRing, type TestRing } from "../../support/memcached-ring";

const PORT = 21595;
const MIB = 1024 * 1024;
/** Header and key of a small item. */
const ITEM_HEADER = 60;
/** Header, key and links between the chunks of a large item need less. */
const ITEM_OVERHEAD = 1024;
/** What a server may need besides its pages. */
const OTHER_MIB = 8;

/** Work with one node, whose command line may say something else than the model allows. */
async function withNode(
  props: { memoryMib: number; maxItemSizeBytes: number },
  planted: Readonly<Record<string, string>>,
  work: (client: MemcachedClient, ring: TestRing) => Promise<void>,
): Promise<void> {
  const ring = await startTestRing({
    port: PORT,
    nodes: 1,
    props,
    arguments: (good) => good.map((word, at) => planted[good[at - 1] ?? ""] ?? word),
  });
  const client = connectMemcached(ring.deployed, "api");
  try {
    await work(client, ring);
  } finally {
    await client.close();
    await ring.close();
  }
}

/** The server's classes, from 96 bytes to 512 KiB, grow by a quarter: each of the 39 gets one item. */
async function useEveryClass(client: MemcachedClient): Promise<void> {
  for (let bytes = 96; bytes < 512 * 1024; bytes = Math.min(bytes * 1.25, 512 * 1024)) {
    await client.set(`${Math.floor(bytes)}`, "x".repeat(0.9 * bytes - ITEM_HEADER), 60);
  }
  await client.set("last", "x".repeat(450 * 1024), 60);
}

function residentMib(ring: TestRing): number {
  const [server] = ring.servers;
  const status = readFileSync(`/proc/${server?.pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

const ITEM = (bytes: number): string => "x".repeat(bytes - ITEM_OVERHEAD);

describe("memory", () => {
  test("a limit of 39 MiB is kept when every size of items is in use", async () => {
    await withNode({ memoryMib: 39, maxItemSizeBytes: MIB }, {}, async (client, ring) => {
      const before = residentMib(ring);
      await useEveryClass(client);
      expect(residentMib(ring) - before).toBeLessThan(39 + OTHER_MIB);
    });
  });

  test("a limit of 2 MiB, which the model refuses, is not", async () => {
    const good = { memoryMib: 39, maxItemSizeBytes: MIB };
    await withNode(good, { "-m": "2" }, async (client, ring) => {
      const before = residentMib(ring);
      await useEveryClass(client);
      expect(residentMib(ring) - before).toBeGreaterThan(2 + OTHER_MIB);
    });
  });
});

describe("item size", () => {
  test("the largest that the model allows is stored when every size of items is in use", async () => {
    const props = { memoryMib: 44, maxItemSizeBytes: 6 * MIB };
    await withNode(props, {}, async (client) => {
      await useEveryClass(client);
      await client.set("large", ITEM(6 * MIB), 60);
      await expect(client.touch("large", 60)).resolves.toBe(true);
    });
  });

  test("one of 512 KiB more, which the model refuses, is not", async () => {
    const good = { memoryMib: 44, maxItemSizeBytes: 6 * MIB };
    await withNode(good, { "-I": String(6.5 * MIB) }, async (client) => {
      await useEveryClass(client);
      await expect(client.set("large", ITEM(6.5 * MIB), 60)).rejects.toThrow(/outOfMemory/);
    });
  });

  test("above half the memory, which the model refuses, the server does not start", async () => {
    const good = { memoryMib: 100, maxItemSizeBytes: 50 * MIB };
    await expect(
      withNode(good, { "-I": String(50 * MIB + 512 * 1024) }, () => Promise.resolve()),
    ).rejects.toThrow("Cannot set item size limit higher than 1/2 of memory max");
  });

  test("in a full memory, an item of 1 MiB finds room and a larger one that comes late does not", async () => {
    const props = { memoryMib: 40, maxItemSizeBytes: 2 * MIB };
    await withNode(props, {}, async (client) => {
      const value = "x".repeat(10_000);
      for (let key = 0; key < 6_000; key++) await client.set(`small:${key}`, value, 60);
      await client.set("one", ITEM(MIB), 60);
      await expect(client.touch("one", 60)).resolves.toBe(true);
      await expect(client.set("two", ITEM(2 * MIB), 60)).rejects.toThrow(/outOfMemory/);
    });
  });
});

test("the longest user name that the model allows logs in", async () => {
  const user = "u".repeat(128);
  const ring = await startTestRing({ port: PORT, nodes: 1, users: [user] });
  const client = connectMemcached(ring.deployed, user);
  try {
    await client.set("key", "value", 60);
    await expect(client.get("key")).resolves.toBe("value");
  } finally {
    await client.close();
    await ring.close();
  }
});
