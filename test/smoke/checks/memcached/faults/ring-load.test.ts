import type { MemcachedClient } from "../../../../../clients/memcached/client";
import { OperationError, UnavailableError } from "../../../../../constructs/core/errors";
import {
  outcomeOf,
  RingLoad,
  type RingLoadProps,
} from "../../../../../smoke/checks/memcached/faults/ring-load";
import { SeededRandom } from "../../../../../smoke/random";

const never = new AbortController().signal;
const KEYS = new Map([
  ["a:1", ["a0", "a1"]],
  ["b:1", ["b0", "b1"]],
]);

/** What a server can do that no healthy one does. */
function loadOn(
  client: Partial<MemcachedClient>,
  manner: RingLoadProps["manner"] = "mixed",
): RingLoad {
  const random = new SeededRandom(1);
  const keys = KEYS;
  return new RingLoad({ client: client as MemcachedClient, keys, perSecond: 200, manner, random });
}

async function runFor(load: RingLoad, ms: number): Promise<void> {
  load.start();
  await new Promise((resolve) => setTimeout(resolve, ms));
  await load.stop();
}

function memory(): { store: Map<string, string>; client: Partial<MemcachedClient> } {
  const store = new Map<string, string>();
  const client: Partial<MemcachedClient> = {
    get: (key) => Promise.resolve(store.get(key)),
    set: (key, value) => Promise.resolve(void store.set(key, value)),
  };
  return { store, client };
}

test.each([
  ["MEMCACHED_TIMEOUT", "unknown"],
  ["MEMCACHED_CONNECTION_LOST", "unknown"],
  ["MEMCACHED_NODE_UNREACHABLE", "failed"],
  ["MEMCACHED_COMMAND_REFUSED", "failed"],
  ["MEMCACHED_LOGIN_REFUSED", "failed"],
])("%s is %s", (code, outcome) => {
  expect(outcomeOf(code)).toBe(outcome);
});

test("every key has its turn, reads and writes alternate, and all is well", async () => {
  const load = loadOn(memory().client);
  await load.fill(never);
  await runFor(load, 200);
  expect(new Set(load.requests.map(({ key }) => key))).toEqual(new Set(["a0", "a1", "b0", "b1"]));
  expect(new Set(load.requests.map(({ operation }) => operation)).size).toBe(2);
  expect(
    load.requests.filter(({ isMiss, problem }) => isMiss === true || problem !== undefined),
  ).toEqual([]);
});

test("a value of another key, and one that was overwritten, are seen", async () => {
  const { client, store } = memory();
  const swapped = loadOn({
    ...client,
    get: (key) => Promise.resolve(store.get(key === "a0" ? "a1" : key)),
  });
  await swapped.fill(never);
  await runFor(swapped, 200);
  const problems = swapped.requests.filter(({ problem }) => problem !== undefined);
  expect(new Set(problems.map(({ key, problem }) => `${key} ${problem}`))).toEqual(
    new Set(["a0 of another key"]),
  );

  const first = new Map<string, string>();
  const stale = loadOn({
    get: (key) => Promise.resolve(first.get(key)),
    set: (key, value) => Promise.resolve(void (first.has(key) || first.set(key, value))),
  });
  await stale.fill(never);
  await runFor(stale, 200);
  expect(stale.requests.map(({ problem }) => problem)).toContain("overwritten before");
});

test("a refilling load writes what it misses, and only that", async () => {
  const { client, store } = memory();
  const load = loadOn(client, "refilling");
  await load.fill(never);
  store.delete("b1");
  await runFor(load, 100);
  const seen = load.requests.filter(
    ({ isMiss, operation }) => isMiss === true || operation === "write",
  );
  expect(seen.map(({ key, operation }) => [key, operation])).toEqual([
    ["b1", "read"],
    ["b1", "write"],
  ]);
});

test("a node that does not answer holds no other up, and has one request a key at most", async () => {
  const waiting: ((error: Error) => void)[] = [];
  const stuck = (key: string): Promise<never> | undefined =>
    key.startsWith("a") ? new Promise((_, reject) => waiting.push(reject)) : undefined;
  const { client } = memory();
  const load = loadOn({
    get: (key) => stuck(key) ?? client.get?.(key) ?? Promise.resolve(undefined),
    set: (key, value) => stuck(key) ?? client.set?.(key, value) ?? Promise.resolve(),
  });
  load.start();
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(waiting).toHaveLength(2);
  expect(load.requests.length).toBeGreaterThan(10);
  const error = new OperationError("MEMCACHED_TIMEOUT", { problem: "no answer", fix: "wait" });
  const stopping = load.stop();
  for (const reject of waiting) reject(error);
  await stopping;
  const own = load.requests.filter(({ server }) => server === "a:1");
  expect(own.map(({ code, outcome }) => [code, outcome])).toEqual([
    ["MEMCACHED_TIMEOUT", "unknown"],
    ["MEMCACHED_TIMEOUT", "unknown"],
  ]);
});

test("what a node refuses is told; a mistake of the harness itself ends the load", async () => {
  const refusal = new UnavailableError("MEMCACHED_NODE_UNREACHABLE", { problem: "no", fix: "do" });
  const refused = loadOn({
    get: () => Promise.reject(refusal),
    set: () => Promise.reject(refusal),
  });
  await runFor(refused, 30);
  expect(new Set(refused.requests.map(({ code }) => code))).toEqual(new Set([refusal.code]));
  const wrong = loadOn({
    get: () => Promise.reject(new TypeError("mistake")),
    set: () => Promise.reject(new TypeError("mistake")),
  });
  await expect(runFor(wrong, 30)).rejects.toThrow("mistake");
});
