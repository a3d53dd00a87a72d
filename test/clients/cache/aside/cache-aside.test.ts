import { setTimeout as sleep } from "node:timers/promises";
import { CacheAside } from "../../../../clients/cache/aside/cache-aside";
import type { CacheAsideProps } from "../../../../clients/cache/aside/cache-aside-props";
import { JsonCache } from "../../../../clients/cache/json-cache";
import { CacheTags } from "../../../../clients/cache/tags/cache-tags";
import { TextMemory } from "../../../support/text-memory";

let memory: TextMemory;
let cache: JsonCache;
beforeEach(() => {
  memory = new TextMemory();
  cache = new JsonCache(memory);
});

/** The commands of some work. */
async function sent(work: () => Promise<unknown>): Promise<readonly string[]> {
  const before = memory.commands.length;
  await work();
  return memory.commands.slice(before);
}

function people(props: Partial<CacheAsideProps<number, string>> = {}): CacheAside<number, string> {
  return new CacheAside<number, string>({
    cache,
    keyOf: String,
    load: (id) => Promise.resolve(`row ${id}`),
    ...props,
  });
}

const LOOK = ["get 7", "get 7:version"];
const STORE = ["set 7", "get 7:lock", "delete 7:lock"];

test("the first load reads the version twice: with the miss, and with the lock", async () => {
  expect(await sent(() => people().get(7))).toEqual([
    ...LOOK,
    "add 7:lock",
    ...LOOK,
    "add 7:version",
    ...STORE,
  ]);
});

test("a later load keeps the version that it has seen with the lock", async () => {
  const aside = people();
  await aside.invalidate(7);
  expect(await sent(() => aside.get(7))).toEqual([
    ...LOOK,
    "add 7:lock",
    ...LOOK,
    "touch 7:version",
    ...STORE,
  ]);
  expect(await sent(() => aside.get(7))).toEqual(LOOK);
});

test("so it is with the versions of tags", async () => {
  const tags = new CacheTags({ cache, keyOf: (tag) => `tag:${tag}` });
  const aside = people({ tags: { in: tags, of: () => ["all"] } });
  await aside.get(7);
  await aside.invalidate(7);
  const commands = await sent(() => aside.get(7));
  const versions = commands.filter((command) => command.endsWith("tag:all:version"));
  expect(versions).toEqual(["get tag:all:version", "get tag:all:version", "touch tag:all:version"]);
  await tags.invalidate("all");
  expect(await sent(() => aside.get(7))).toContain("set 7");
});

test("a version that goes between the look and the load is made anew", async () => {
  const aside = people();
  await aside.invalidate(7);
  const touch = jest.spyOn(memory, "touch").mockImplementationOnce(async (name) => {
    await memory.delete(name);
    return false;
  });
  expect(await aside.get(7)).toBe("row 7");
  expect(touch).toHaveBeenCalledTimes(1);
  expect(await sent(() => aside.get(7))).toEqual(LOOK);
});

test("an update between the look and the load leaves the loaded entry old", async () => {
  const aside = people();
  await aside.invalidate(7);
  const touch = memory.touch.bind(memory);
  jest.spyOn(memory, "touch").mockImplementationOnce(async (name) => {
    await memory.set(name, '"another"');
    return touch(name);
  });
  await aside.get(7);
  expect(await sent(() => aside.get(7))).toContain("set 7");
  expect(await sent(() => aside.get(7))).toEqual(LOOK);
});

test("who asks after an update does not get what another had loaded before it", async () => {
  let row = "old";
  const load = (): Promise<string> => Promise.resolve(row);
  const [aside, other] = [people({ load }), people({ load })];
  const takes = memory.add.bind(memory);
  jest.spyOn(memory, "add").mockImplementationOnce(async (...lock) => {
    await other.get(7);
    return takes(...lock);
  });
  const frees = memory.delete.bind(memory);
  let asked: Promise<string | undefined> | undefined;
  const ask = async (lock: string): Promise<boolean> => {
    await other.update(7, () => Promise.resolve(void (row = "new")));
    asked = aside.get(7);
    await sleep(20);
    return frees(lock);
  };
  // The first that frees the lock is who loads, the second who finds it loaded.
  jest.spyOn(memory, "delete").mockImplementationOnce(frees).mockImplementationOnce(ask);
  expect(await aside.get(7)).toBe("old");
  expect(await asked).toBe("new");
});

test.each(["get", "add"] as const)(
  "nor what was loaded before it while the cache did not answer to %s",
  async (command) => {
    let row = "old";
    const load = (): Promise<string> => sleep(50, row);
    const [aside, other] = [people({ load }), people({ load })];
    const refuse = (): Promise<never> => Promise.reject(new Error("down"));
    jest.spyOn(memory, command).mockImplementationOnce(refuse);
    const before = aside.get(7);
    await sleep(20);
    await other.update(7, () => Promise.resolve(void (row = "new")));
    const asked = aside.get(7);
    expect([await before, await asked]).toEqual(["old", "new"]);
  },
);
