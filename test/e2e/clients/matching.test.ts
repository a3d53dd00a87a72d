import type { Cluster, Redis } from "ioredis";
import { deleteMatching } from "../../../clients/cache/matching/delete-matching";
import type { MatchingDeletion } from "../../../clients/cache/matching/matching-options";
import { connectMemcached } from "../../../clients/memcached/connect";
import { connectRedis } from "../../../clients/redis/connect-redis";
import { readAuthority } from "../../../clients/manifest-file";
import { connectNode } from "../../../clients/redis/node-connection";
import { holdsSlot, slotOf, slotRanges } from "../../../constructs/redis/slots";
import { RedisUser } from "../../../constructs/redis/user";
import { CrashingCluster } from "../../support/crashing-cluster";
import { startTestRing } from "../../support/memcached-ring";
import { withMovingSlot } from "../../support/redis-moves";
import { startTestCluster, type TestCluster } from "../../support/redis-server";

jest.setTimeout(120_000);

const KEYS = 3000;
const PATTERN = "session:doomed:*";
/** Slow enough that something can happen meanwhile: each shard holds some 1000 of the keys. */
const SLOW = { keysPerSecond: 1000 };

let servers: TestCluster;
let nodes: CrashingCluster;
let api: Cluster;
let sweeper: Cluster;
beforeAll(async () => {
  servers = await startTestCluster({
    port: 20550,
    props: {
      nodeTimeoutMs: 1000,
      users: [
        RedisUser.readWrite("api", { keys: ["*"] }),
        RedisUser.forPattern("matching", "sweeper", { keys: ["session:*"] }),
      ],
    },
  });
  nodes = new CrashingCluster(servers);
  api = await connectRedis(servers.deployed, "api");
  sweeper = await connectRedis(servers.deployed, "sweeper");
});
afterAll(async () => {
  api?.disconnect();
  sweeper?.disconnect();
  await servers.close();
});

const doomed = Array.from({ length: KEYS }, (_, n) => `session:doomed:${n}`);
const kept = Array.from({ length: 300 }, (_, n) => `session:kept:${n}`);
beforeEach(async () => {
  await nodes.whole();
  await Promise.all([...doomed, ...kept].map((key) => api.set(key, "1", "EX", 300)));
});
afterEach(() => nodes.whole());

async function left(keys: readonly string[]): Promise<number> {
  const found = await Promise.all(keys.map((key) => api.exists(key)));
  return found.reduce((sum, one) => sum + one, 0);
}

test("the keys of every shard that match are deleted, and no others", async () => {
  const binary = Buffer.from([...Buffer.from("session:doomed:"), 0xff, 0x00, 0xfe]);
  await api.set(binary, "1", "EX", 300);
  const heard: MatchingDeletion[] = [];
  const options = { onProgress: (soFar: MatchingDeletion): void => void heard.push(soFar) };
  const deletion = await deleteMatching(sweeper, PATTERN, options);
  expect(deletion).toEqual({ deleted: KEYS + 1, restarts: 0 });
  expect([await left(doomed), await left(kept)]).toEqual([0, kept.length]);
  expect(heard.at(-1)).toEqual(deletion);
  expect(await deleteMatching(sweeper, PATTERN)).toEqual({ deleted: 0, restarts: 0 });
});

test("no more keys are looked at in a second than was asked for", async () => {
  const begunAt = performance.now();
  await deleteMatching(sweeper, PATTERN, SLOW);
  // A step looks at a hundredth of them; the last one of each primary is not waited for.
  const steps = KEYS / (SLOW.keysPerSecond / 100) - 3;
  expect(performance.now() - begunAt).toBeGreaterThan(steps * 10);
});

test("keys that move meanwhile to a shard that was looked through before are found there", async () => {
  expect([await primaryOf(1), await primaryOf(2)]).toEqual(["1-0", "2-0"]);
  const tag = Array.from({ length: 1000 }, (_, n) => `{${n}}`).find((name) => shardOf(name) === 1);
  const moving = Array.from({ length: 100 }, (_, n) => `session:doomed:${tag}:${n}`);
  await Promise.all(moving.map((key) => api.set(key, "1", "EX", 300)));
  const ofLast = doomed.filter((key) => shardOf(key) === 2).length;
  // The shard that gets the keys is looked through first.
  const primaries = sweeper.nodes("master").sort(byPortDownwards);
  const nodesOf = jest.spyOn(sweeper, "nodes").mockReturnValue(primaries);
  let move: Promise<number> | undefined;
  try {
    await withMovingSlot(servers, slotOf(tag ?? ""), async () => {
      await deleteMatching(sweeper, PATTERN, {
        ...SLOW,
        onProgress: ({ deleted }) => {
          if (deleted > ofLast) move ??= moveKeys(moving);
        },
      });
      expect(await move).toBeGreaterThan(0);
      expect(await onNode("2-0", (node) => leftAt(node, moving))).toBe(0);
      expect(await onNode("1-0", (node) => leftAt(node, moving))).toBe(0);
    });
  } finally {
    nodesOf.mockRestore();
  }
  expect([await left(doomed), await left(kept)]).toEqual([0, kept.length]);
});

test.each(["0", "1", "2"])(
  "a primary of shard %s that dies meanwhile leaves no key: its replica is looked through instead",
  async (shard) => {
    const dying = await primaryOf(Number(shard));
    let crash: Promise<void> | undefined;
    const { deleted, restarts } = await deleteMatching(sweeper, PATTERN, {
      ...SLOW,
      onProgress: ({ deleted: soFar }) => {
        if (soFar > KEYS / 10) crash ??= servers.driver.crash?.(dying);
      },
    });
    expect(crash).toBeDefined();
    await crash;
    expect([await left(doomed), await left(kept)]).toEqual([0, kept.length]);
    expect(restarts).toBeGreaterThan(0);
    // An answer that was lost on the way counts nothing.
    expect(deleted).toBeGreaterThan(KEYS * 0.9);
  },
);

const SHARDS = slotRanges(3);
function shardOf(key: string): number {
  return SHARDS.findIndex((range) => holdsSlot(range, slotOf(key)));
}

function byPortDownwards(one: Redis, other: Redis): number {
  return (other.options.port ?? 0) - (one.options.port ?? 0);
}

/** Does what MIGRATE does, from the second shard to the third. Resolves with the number of keys that were still there. */
function moveKeys(keys: readonly string[]): Promise<number> {
  return onNode("1-0", (source) =>
    onNode("2-0", async (target) => {
      let moved = 0;
      for (const key of keys) {
        if (!(await isThere(source, key))) continue;
        await target.pipeline().asking().set(key, "1", "EX", 300).exec();
        const wasThere = await unlessGone(() => source.del(key));
        // MIGRATE moves no key that was deleted meanwhile.
        if (wasThere === 0) await target.pipeline().asking().del(key).exec();
        moved += wasThere;
      }
      return moved;
    }),
  );
}

async function isThere(node: Redis, key: string): Promise<boolean> {
  return (await unlessGone(() => node.exists(key))) === 1;
}

/** A node that is giving a slot away answers ASK for a key that it does not have: 0 then. */
async function unlessGone(count: () => Promise<number>): Promise<number> {
  try {
    return await count();
  } catch (error) {
    if (/^ASK /.test((error as Error).message)) return 0;
    throw error;
  }
}

async function leftAt(node: Redis, keys: readonly string[]): Promise<number> {
  let found = 0;
  for (const key of keys) {
    await node.asking();
    if (await isThere(node, key)) found += 1;
  }
  return found;
}

async function onNode<T>(id: string, work: (node: Redis) => Promise<T>): Promise<T> {
  const port = servers.model.nodes.find((node) => node.id === id)?.port ?? 0;
  const node = await connectNode({
    ...{ host: "127.0.0.1", port, user: "api" },
    password: servers.secrets.password(servers.model.name, "api"),
    authority: readAuthority(servers.deployed) ?? "",
  });
  try {
    return await work(node);
  } finally {
    node.disconnect();
  }
}

async function primaryOf(shard: number): Promise<string> {
  const lines = String(await nodes.call(`${shard}-0`, "CLUSTER", "NODES"));
  return lines.includes("myself,master") ? `${shard}-0` : `${shard}-1`;
}

test("a shard that is gone is told, with what was deleted; the next call does the rest", async () => {
  const both = ["2-0", "2-1"];
  await Promise.all(both.map((ref) => servers.driver.kill(ref)));
  let told: unknown;
  try {
    told = await deleteMatching(sweeper, PATTERN, { patienceMs: 3000 }).catch(
      (error: unknown) => error,
    );
  } finally {
    await Promise.all(both.map((ref) => servers.driver.start(ref)));
  }
  expect(told).toMatchObject({ code: "CACHE_PATTERN_UNFINISHED" });
  await nodes.whole();
  const gone = KEYS - (await left(doomed));
  expect(gone).toBeGreaterThan(KEYS / 2);
  expect(await deleteMatching(sweeper, PATTERN)).toMatchObject({ deleted: KEYS - gone });
});

test("a user who may not list keys is told what it takes, and so is one whose keys are others", async () => {
  const refused = { code: "CACHE_PATTERN_NOT_GRANTED" };
  await expect(deleteMatching(api, PATTERN)).rejects.toMatchObject(refused);
  await api.set("other:1", "1", "EX", 300);
  await expect(deleteMatching(sweeper, "other:*")).rejects.toMatchObject(refused);
  expect([await left(doomed), await api.exists("other:1")]).toEqual([KEYS, 1]);
});

test("it ends when it is told to", async () => {
  const controller = new AbortController();
  const deletion = deleteMatching(sweeper, PATTERN, {
    ...SLOW,
    signal: controller.signal,
    onProgress: () => controller.abort(new Error("enough")),
  });
  await expect(deletion).rejects.toThrow("enough");
  expect(await left(doomed)).toBeGreaterThan(KEYS / 2);
});

test.each([
  ["", {}],
  [PATTERN, { keysPerSecond: 0 }],
  [PATTERN, { patienceMs: 10 }],
])("%j with %j is refused", async (pattern, options) => {
  const refused = { code: "CACHE_PATTERN_INVALID" };
  await expect(deleteMatching(sweeper, pattern, options)).rejects.toMatchObject(refused);
});

test("Memcached names no keys, and the error says what to do instead", async () => {
  const ring = await startTestRing({ port: 24070 });
  const client = connectMemcached(ring.deployed, "api");
  try {
    await expect(deleteMatching(client, PATTERN)).rejects.toMatchObject({
      code: "CACHE_PATTERN_UNSUPPORTED",
      detail: { fix: expect.stringContaining("tag") },
    });
  } finally {
    await client.close();
    await ring.close();
  }
});
