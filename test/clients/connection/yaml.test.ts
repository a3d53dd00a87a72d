import fc from "fast-check";
import { parse } from "yaml";
import { yamlText, type YamlValue } from "../../../clients/connection/yaml";

/** As `null` values and names that readers take for something else come, too. */
const { value } = fc.letrec<{ value: YamlValue; names: Record<string, YamlValue> }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(fc.string({ unit: "binary" }), fc.boolean(), fc.constant(null)),
    fc.array(tie("value"), { maxLength: 4 }),
    tie("names"),
  ),
  names: fc.dictionary(
    fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("true", "no", "1", "null", "a.b", "~")),
    tie("value"),
    { maxKeys: 4, noNullPrototype: true },
  ),
}));

it("is read as what was written", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), value, { maxKeys: 4, noNullPrototype: true }), (all) => {
      expect(parse(yamlText(all))).toEqual(all);
    }),
    { numRuns: 500 },
  );
});

it("is read in the same way by version 1.1, which older tools know", () => {
  const all = { a: "yes", b: "0x10", c: "1:20", d: ["2001-01-01", "~"], no: true, x: null };
  expect(parse(yamlText(all), { version: "1.1" })).toEqual(all);
});
