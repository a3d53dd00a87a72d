import { JsonCache } from "../../../../clients/cache/json-cache";
import { CacheTags } from "../../../../clients/cache/tags/cache-tags";
import { TaggedCache } from "../../../../clients/cache/tags/tagged-cache";
import { TextMemory } from "../../../support/text-memory";

const memory = new TextMemory();
const cache = new JsonCache(memory);
const tags = new CacheTags({ cache, keyOf: (tag) => `tag:${tag}` });
const tagged = new TaggedCache(cache, tags);

/** A value that counts how often it is turned into JSON. */
function counting(): { readonly calls: number; toJSON(): unknown } {
  let calls = 0;
  return {
    get calls() {
      return calls;
    },
    toJSON: () => {
      calls += 1;
      return { größe: [1, null, "}"] };
    },
  };
}

test("a value with tags is encoded as often as one without", async () => {
  const [plain, withTags] = [counting(), counting()];
  await cache.set("plain", plain);
  await tagged.set("tagged", withTags, { tags: ["a"] });
  expect(plain.calls).toBeGreaterThan(0);
  expect(withTags.calls).toBe(plain.calls);
  expect(await tagged.get("tagged")).toEqual(await cache.get("plain"));
});

test("what JSON cannot hold is refused before anything is sent", async () => {
  const { length } = memory.commands;
  const told = /^CACHE_VALUE_INVALID: value\.of\[1\] is NaN/;
  await expect(tagged.set("tagged", { of: [1, NaN] }, { tags: ["a"] })).rejects.toThrow(told);
  expect(memory.commands).toHaveLength(length);
});

test("an entry's text is that of its tags and its value", async () => {
  await tagged.set("tagged", "x", { tags: ['"a"', "b"] });
  const entry = await cache.get("tagged");
  expect(entry).toEqual({ tags: [...(await tags.current(['"a"', "b"]))], value: "x" });
});
