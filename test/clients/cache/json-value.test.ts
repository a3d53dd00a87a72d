import fc from "fast-check";
import { decodeJson, encodeJson } from "../../../clients/cache/json-value";

const cyclic: Record<string, unknown> = { a: [1] };
cyclic["a"] = [{ back: cyclic }];

function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
}

test("what JSON can hold comes back as it was", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(encodeJson(value)).toBe(JSON.stringify(value));
      expect(decodeJson(encodeJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test.each<[string, unknown, string]>([
  ["null", null, "null"],
  ["0", 0, "0"],
  ["an empty text", "", '""'],
  ["false", false, "false"],
  ["a date, as text", new Date(0), '"1970-01-01T00:00:00.000Z"'],
  ["an object that says itself what it is", { toJSON: () => [1] }, "[1]"],
  [
    "members of a class",
    new (class User {
      readonly id = 1;
    })(),
    '{"id":1}',
  ],
  ["an object without a prototype", Object.assign(Object.create(null), { a: 1 }), '{"a":1}'],
  ["members that are undefined: left out", { a: undefined, b: 1 }, '{"b":1}'],
  ["one value at two places", [cyclic["none"] ?? { a: 1 }, { a: 1 }], '[{"a":1},{"a":1}]'],
  ["as deep as it may be", nested(500), `${"[".repeat(500)}1${"]".repeat(500)}`],
])("%s", (_what, value, expected) => {
  expect(encodeJson(value)).toBe(expected);
});

test.each<[string, unknown, string]>([
  ["undefined", undefined, "value is undefined"],
  ["a function", () => 1, "value is a function"],
  ["a symbol", Symbol("x"), "value is a symbol"],
  ["NaN", { a: NaN }, "value.a is NaN"],
  ["an infinity", [-Infinity], "value[0] is -Infinity"],
  ["a BigInt", { id: 1n }, "value.id is a BigInt, which JSON cannot hold · allowed"],
  ["a gap in a list", [1, , 3], "value[1] is undefined"],
  ["a cycle", cyclic, "value.a[0].back is a part of itself"],
  ["a Map", { of: new Map() }, "value.of is a Map"],
  ["a Set", new Set(), "value is a Set"],
  ["bytes", new Uint8Array(1), "value is a Uint8Array"],
  ["an error", new Error("x"), "value is a Error"],
  ["a date that is none", new Date(NaN), "value is no date"],
  ["too deep", nested(501), "is deeper than 500 levels"],
  [
    "an endless toJSON",
    {
      toJSON() {
        return this;
      },
    },
    "value is a part of itself",
  ],
])("%s is refused", (_what, value, told) => {
  expect(() => encodeJson(value)).toThrow(told);
  expect(() => encodeJson(value)).toThrow(/^CACHE_VALUE_INVALID: /);
});
