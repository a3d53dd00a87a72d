import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { MemcachedClient } from "../../../clients/memcached/client";
import { connectMemcached, type MemcachedClientOptions } from "../../../clients/memcached/connect";
import { MemcachedBatchError } from "../../../clients/memcached/many";
import { CachefortError } from "../../../constructs/core/errors";
import { startTestRing, type TestRing } from "../../support/memcached-ring";
import { randomPassword } from "../../support/memcached-server";

const PORT = 27000;
const TIMEOUT_MS = 300;
/** Pauses between looks for a node that is down, and their failures. */
const LONGEST_PAUSE_MS = 400;
const BREAKER = { failures: 3, firstPauseMs: 100, longestPauseMs: LONGEST_PAUSE_MS };

let ring: TestRing;
const clients: MemcachedClient[] = [];
beforeAll(async () => {
  ring = await startTestRing({ port: PORT, users: ["api", "watcher"] });
});
afterAll(() => ring.close());
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await Promise.all(ring.servers.map((server) => server.start()));
});

function connect(options: MemcachedClientOptions = {}, user = "api"): MemcachedClient {
  const client = connectMemcached(ring.deployed, user, {
    ...{ timeoutMs: TIMEOUT_MS, circuitBreaker: BREAKER },
    ...options,
  });
  clients.push(client);
  return client;
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "answered";
  } catch (error) {
    if (CachefortError.is(error)) return error.code;
    throw error;
  }
}

/** Keys that a node holds. */
function keysOn({ ring: continuum }: MemcachedClient, node: number, count = 1): string[] {
  const keys: string[] = [];
  for (let i = 0; keys.length < count; i++) {
    if (continuum.serverOf(`k:${i}`) === continuum.servers[node]) keys.push(`k:${i}`);
  }
  return keys;
}

/** Commands, one after the other, until the node counts as down. */
async function bringDown(client: MemcachedClient, key: string): Promise<void> {
  for (let failure = 0; failure < BREAKER.failures; failure++) await codeOf(client.get(key));
  const error: unknown = await client.get(key).catch((reason: unknown) => reason);
  expect(String(error)).toContain("counts as down after");
}

/** A look comes after the longest pause at the latest, and takes a command's time. */
async function untilBack(client: MemcachedClient, key: string): Promise<void> {
  const deadline = performance.now() + LONGEST_PAUSE_MS + 2 * TIMEOUT_MS;
  while ((await codeOf(client.get(key))) !== "answered") {
    if (performance.now() > deadline) throw new Error("the node was not used again in time");
    await sleep(10);
  }
}

describe("getMany", () => {
  test("gives what there is, from every node, in more than one go", async () => {
    const client = connect({ timeoutMs: 5_000 });
    const keys = Array.from({ length: 2_000 }, (_, n) => `many:${n}`);
    const there = keys.filter((_, n) => n % 3 !== 0);
    await Promise.all(there.map((key) => client.set(key, key === "many:1" ? "" : `of ${key}`, 60)));
    const found = await client.getMany([...keys, ...keys]);
    expect(found).toEqual(new Map(there.map((key) => [key, key === "many:1" ? "" : `of ${key}`])));
    expect(await client.getMany([])).toEqual(new Map());
  });

  test.each([10, 100, 1000, 10_240, 20_000])(
    "many commands at once with values of %d bytes wait for nothing but each other",
    async (bytes) => {
      const client = connect({ timeoutMs: 5_000 });
      const value = "x".repeat(bytes);
      const keys = Array.from({ length: 600 }, (_, n) => `burst:${n}`);
      for (let time = 0; time < 3; time++) {
        await Promise.all(
          keys.flatMap((key) => [client.set(key, value, 60), client.get(`no-${key}`)]),
        );
        expect((await client.getMany(keys)).size).toBe(keys.length);
      }
    },
  );

  test("names the keys of a node that is down, and gives the others", async () => {
    const client = connect();
    const [lost, kept] = [keysOn(client, 0, 600), keysOn(client, 1, 5)];
    await Promise.all(kept.map((key) => client.set(key, "here", 60)));
    await ring.driver.kill("0");
    const error: unknown = await client.getMany([...lost, ...kept]).catch((e: unknown) => e);
    if (!(error instanceof MemcachedBatchError)) throw new Error(String(error));
    expect(error.code).toBe("MEMCACHED_BATCH_FAILED");
    expect([...error.failures.keys()].sort()).toEqual([...lost].sort());
    expect(error.values).toEqual(new Map(kept.map((key) => [key, "here"])));
  });
});

describe("a node that is down", () => {
  test("is tried a few times, then looked for, however many commands come; the others serve", async () => {
    const client = connect({ circuitBreaker: {} });
    const [lost] = keysOn(client, 0) as [string];
    const [other] = keysOn(client, 1) as [string];
    await ring.driver.kill("0");
    const door = await countingDoor(PORT);
    const spanMs = 1_000;
    try {
      const end = performance.now() + spanMs;
      for (let n = 0; performance.now() < end; n++) {
        expect(await codeOf(client.get(lost))).toBe("MEMCACHED_NODE_UNREACHABLE");
        if (n % 100 === 0) expect(await codeOf(client.set(other, "x", 60))).toBe("answered");
        await sleep(1);
      }
    } finally {
      await door.close();
    }
    // 5 failures; the pauses that follow are at least 50, 100, 200, 400 ms: no fifth look in a second.
    expect(door.connections()).toBeGreaterThan(5);
    expect(door.connections()).toBeLessThanOrEqual(5 + 4);
  });

  test("is used again when it is back, and logged in to anew, without a command that fails", async () => {
    const client = connect();
    const [lost] = keysOn(client, 0) as [string];
    await ring.driver.kill("0");
    await bringDown(client, lost);
    await ring.driver.start("0");
    // Nobody asks: a look finds it.
    await sleep(LONGEST_PAUSE_MS + TIMEOUT_MS);
    await client.set(lost, "again", 60);
    await expect(client.get(lost)).resolves.toBe("again");
  });

  test("a node that restarts between two commands costs none of them", async () => {
    const client = connect();
    const [key] = keysOn(client, 0) as [string];
    for (let time = 0; time < 3; time++) {
      await client.set(key, "value", 60);
      await ring.driver.kill("0");
      await ring.driver.start("0");
      await sleep(20);
      await expect(client.get(key)).resolves.toBeUndefined();
    }
  });

  test("frozen: counts as down after silences, and is found when it goes on", async () => {
    const client = connect();
    const [key] = keysOn(client, 0) as [string];
    await client.set(key, "value", 60);
    await ring.driver.pause("0");
    try {
      expect(await codeOf(client.get(key))).toBe("MEMCACHED_TIMEOUT");
      await bringDown(client, key);
      const begun = performance.now();
      expect(await codeOf(client.get(key))).toBe("MEMCACHED_NODE_UNREACHABLE");
      expect(performance.now() - begun).toBeLessThan(TIMEOUT_MS);
    } finally {
      await ring.driver.resume("0");
    }
    await untilBack(client, key);
    await expect(client.get(key)).resolves.toBe("value");
  });
});

describe("failover to the next point", () => {
  test("keys of a node that is down go to the next server, no others, and back", async () => {
    const client = connect({ failover: "nextPoint" });
    const watcher = connect({}, "watcher");
    const { ring: continuum } = client;
    const [gone = ""] = continuum.servers;
    const lost = keysOn(client, 0, 20);
    await Promise.all(lost.map((key) => client.set(key, "old", 60)));
    await ring.driver.pause("0");
    try {
      for (let failure = 0; failure < BREAKER.failures; failure++)
        await codeOf(client.get(lost[0] ?? ""));
      await Promise.all(lost.map((key) => client.set(key, "new", 60)));
      await expect(client.get(lost[0] ?? "")).resolves.toBe("new");
      for (const node of [1, 2]) {
        const server = continuum.servers[node];
        const moved = lost.filter(
          (key) => continuum.nextServerOf(key, (each) => each !== gone) === server,
        );
        expect(moved.length).toBeGreaterThan(0);
        const items = (await watcher.stats(server ?? "")).curr_items;
        expect(Number(items)).toBeGreaterThanOrEqual(moved.length);
      }
    } finally {
      await ring.driver.resume("0");
    }
    // Its own keys go back to it, and it has what it had before: that is what the option says.
    const deadline = performance.now() + LONGEST_PAUSE_MS + 2 * TIMEOUT_MS;
    while ((await client.get(lost[0] ?? "")) !== "old" && performance.now() < deadline)
      await sleep(10);
    await expect(client.get(lost[0] ?? "")).resolves.toBe("old");
  });

  test("without the option they fail", async () => {
    const client = connect();
    const [lost] = keysOn(client, 0) as [string];
    await ring.driver.kill("0");
    await bringDown(client, lost);
    expect(await codeOf(client.set(lost, "new", 60))).toBe("MEMCACHED_NODE_UNREACHABLE");
  });
});

test("stats() gives the figures of every node, or why there are none", async () => {
  const client = connect();
  await ring.driver.kill("1");
  const all = await client.stats();
  expect([...all.keys()]).toEqual(client.ring.servers);
  expect([...all.values()].map(({ status }) => status)).toEqual([
    ...["fulfilled", "rejected", "fulfilled"],
  ]);
  const [first, second] = [...all.values()];
  if (first?.status !== "fulfilled" || second?.status !== "rejected") throw new Error("unexpected");
  expect(first.value.pid).toBe(String(ring.servers[0]?.pid));
  expect(second.reason).toMatchObject({ code: "MEMCACHED_NODE_UNREACHABLE" });
});

test("a wrong password is tried once, not with each command", async () => {
  const watcher = connect({}, "watcher");
  const client = connect();
  const [server = ""] = client.ring.servers;
  const [node] = ring.servers;
  const [right = "", wrong] = [ring.passwords.get("api"), randomPassword()];
  node?.setPassword("api", wrong);
  const before = await watcher.stats(server);
  try {
    for (let n = 0; n < 50; n++) {
      const codes = await Promise.all([1, 2, 3].map(() => codeOf(client.version(server))));
      expect(new Set(codes)).toEqual(new Set(["MEMCACHED_LOGIN_REFUSED"]));
    }
  } finally {
    node?.setPassword("api", right);
  }
  const after = await watcher.stats(server);
  const grown = (name: string): number => Number(after[name]) - Number(before[name]);
  expect(["total_connections", "auth_cmds", "auth_errors"].map(grown)).toEqual([1, 1, 1]);
});

test("what waits is bounded: more is refused and was not sent", async () => {
  const client = connect({ maxPendingCommands: 10 });
  const [key] = keysOn(client, 0) as [string];
  await client.set(key, "value", 60);
  await ring.driver.pause("0");
  try {
    const codes = await Promise.all(Array.from({ length: 25 }, () => codeOf(client.get(key))));
    const refused = codes.filter((code) => code === "MEMCACHED_QUEUE_FULL");
    expect([codes.length - refused.length, refused.length]).toEqual([10, 15]);
    const large = connect({ maxPendingBytes: 3_000 });
    const sets = [1, 2, 3].map(() => codeOf(large.set(key, "x".repeat(2_000), 60)));
    expect((await Promise.all(sets)).slice(1)).toEqual(Array(2).fill("MEMCACHED_QUEUE_FULL"));
  } finally {
    await ring.driver.resume("0");
  }
});

test("a process that was busy for longer than a command may take still gets its answer", async () => {
  const client = connect();
  const [key] = keysOn(client, 0) as [string];
  await client.set(key, "value", 60);
  for (let time = 0; time < 5; time++) {
    // It is sent at once, and its answer is there long before anybody looks.
    const answer = client.get(key);
    const end = performance.now() + TIMEOUT_MS + 50;
    while (performance.now() < end);
    await expect(answer).resolves.toBe("value");
  }
});

/** Stands where a server was, and counts who comes. */
async function countingDoor(
  port: number,
): Promise<{ connections(): number; close(): Promise<void> }> {
  let count = 0;
  const server: Server = createServer((socket) => {
    count += 1;
    socket.on("error", () => undefined);
    socket.destroy();
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    connections: () => count,
    close: async () => {
      server.close();
      await once(server, "close");
    },
  };
}
