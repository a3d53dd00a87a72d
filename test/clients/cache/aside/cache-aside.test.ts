import { CacheAside } from "../../../../clients/cache/aside/cache-aside";
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

function people(tags?: CacheTags): CacheAside<number, string> {
  return new CacheAside<number, string>({
    cache,
    keyOf: String,
    load: (id) => Promise.resolve(`row ${id}`),
    ...(tags === undefined ? {} : { tags: { in: tags, of: () => ["all"] } }),
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
  const aside = people(tags);
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
