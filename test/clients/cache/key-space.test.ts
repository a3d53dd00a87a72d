import fc from "fast-check";
import { KeySpace, type KeyFilters, type KeyPart } from "../../../clients/cache/key-space";
import { requireKey } from "../../../clients/memcached/key";
import { slotOf } from "../../../constructs/redis/slots";

const keys = new KeySpace("shop");
const text = fc.string({ unit: "binary", maxLength: 40 }).filter((part) => !/\p{Cs}/u.test(part));
const part = text.filter((one) => one !== "");
const parts = fc.array(part, { minLength: 1, maxLength: 4 });
const filter = fc.oneof(fc.constant(null), text, fc.array(text, { maxLength: 3 }));
const filters = fc.dictionary(part, filter, { maxKeys: 4, noNullPrototype: true });
const group = fc.array(fc.string({ minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 2 });

describe("keys that people read", () => {
  test.each<[string, string, string]>([
    ["a user", keys.key("user", 12345), "shop:v1:user:12345"],
    ["numbers, BigInts and booleans", keys.key("a", 1.5, 7n, true), "shop:v1:a:1.5:7:true"],
    ["letters of any script", keys.key("größe", "東京"), "shop:v1:größe:東京"],
    ["separators within a part", keys.key("a:b", "c"), "shop:v1:a%3Ab:c"],
    [
      "what has a meaning elsewhere",
      keys.key("a b", "{x}*", "9%"),
      "shop:v1:a%20b:%7Bx%7D%2A:9%25",
    ],
    [
      "a query",
      keys.query("products", { category: "electronics", page: 2, limit: 50 }),
      "shop:v1:products?category=electronics&limit=50&page=2",
    ],
    [
      "a query by null, a list and an empty text",
      keys.query("p", { a: null, b: [1, "2"], c: "" }),
      "shop:v1:p?a&b=(,1,2)&c=",
    ],
    ["a query without filters", keys.query("products", {}), "shop:v1:products?"],
    [
      "a thing in the slot of another",
      keys.together(["user", 12345], "profile"),
      "shop:v1:{user:12345}:profile",
    ],
    ["the next version", new KeySpace("shop", { version: 2 }).key("user", 1), "shop:v2:user:1"],
  ])("%s", (_what, key, expected) => {
    expect(key).toBe(expected);
  });

  test("a long query is hashed, behind its namespace", () => {
    expect(keys.query("search", { words: "x".repeat(400) })).toMatch(/^shop:v1:#[0-9a-f]{64}$/);
    expect(keys.together(["user", 1], "x".repeat(400))).toMatch(
      /^shop:v1:\{user:1\}:#[0-9a-f]{64}$/,
    );
  });
});

describe("for any parts", () => {
  const property = <T extends [unknown, ...unknown[]]>(
    ...args: Parameters<typeof fc.property<T>>
  ): void => fc.assert(fc.property(...args), { numRuns: 500 });

  test("different parts make different keys", () => {
    property(parts, parts, (one, other) => {
      const isSame = JSON.stringify(one) === JSON.stringify(other);
      expect(keys.key(...one) === keys.key(...other)).toBe(isSame);
    });
  });

  test("parts that are cut elsewhere make different keys", () => {
    property(part, part, part, (a, b, c) => {
      const all = [keys.key(a, `${b}:${c}`), keys.key(`${a}:${b}`, c), keys.key(a, b, c)];
      expect(new Set(all).size).toBe(3);
    });
  });

  test("different filters make different keys, and their order makes none", () => {
    property(filters, filters, (one, other) => {
      const sorted = (given: KeyFilters): string =>
        JSON.stringify(Object.entries(given).sort(([a], [b]) => (a < b ? -1 : 1)));
      expect(keys.query("q", one) === keys.query("q", other)).toBe(sorted(one) === sorted(other));
      const reversed = Object.fromEntries(Object.entries(one).reverse());
      expect(keys.query("q", reversed)).toBe(keys.query("q", one));
    });
  });

  test("a key, a query and a member of a group are never the same", () => {
    property(group, parts, filters, (first, rest, given) => {
      const [name = "x"] = rest;
      const all = [keys.key(...first, ...rest), keys.query(name, given)];
      expect(new Set([...all, keys.together(first, ...rest)]).size).toBe(3);
    });
  });

  test("memcached takes every key", () => {
    property(parts, filters, (some, given) => {
      for (const key of [keys.key(...some), keys.query(some[0] ?? "q", given)]) {
        expect(requireKey(key)).toBe(key);
      }
    });
  });

  test("a group has one slot, whatever the rest is", () => {
    property(group, parts, parts, (first, one, other) => {
      expect(slotOf(keys.together(first, ...one))).toBe(slotOf(keys.together(first, ...other)));
    });
  });
});

test("a filter that is undefined is left out", () => {
  expect(keys.query("q", { a: 1, b: undefined })).toBe(keys.query("q", { a: 1 }));
});

test.each<[string, () => unknown, string]>([
  ["no part", () => keys.key(), "CACHE_KEY_INVALID: a key has no part"],
  ["an empty part", () => keys.key("user", ""), "a key has an empty part"],
  ["a filter without a name", () => keys.query("q", { "": 1 }), "a key has an empty part"],
  ["NaN", () => keys.key(NaN), 'a part that is no text, number or boolean · received: "NaN"'],
  ["an object", () => keys.key({} as KeyPart), "a part that is no text, number or boolean"],
  ["undefined", () => keys.key(undefined as unknown as KeyPart), 'received: "undefined"'],
  ["half a character", () => keys.key("\ud800"), "a part that is no text"],
  ["an empty namespace", () => new KeySpace(""), "a key has an empty part"],
  ["version 0", () => new KeySpace("a", { version: 0 }), "CACHE_KEY_VERSION_INVALID"],
  ["a group without end", () => keys.together(["x".repeat(250)], "a"), "the group is too long"],
])("%s is refused", (_what, make, told) => {
  expect(make).toThrow(told);
});
