import fc from "fast-check";
import { readEntry, versionOf } from "../../../../clients/cache/behind/entry";

const ids = fc.tuple(fc.bigInt(0n, 10n ** 16n - 1n), fc.bigInt(0n, 2n ** 64n - 1n));

test("texts of versions are in the order of the ids", () => {
  fc.assert(
    fc.property(ids, ids, ([ms, sequence], [otherMs, otherSequence]) => {
      const [one, other] = [
        versionOf(`${ms}-${sequence}`),
        versionOf(`${otherMs}-${otherSequence}`),
      ];
      const isSmaller = ms < otherMs || (ms === otherMs && sequence < otherSequence);
      expect(one < other).toBe(isSmaller);
      expect(one).toHaveLength(37);
    }),
  );
});

test("an update comes back as it was queued", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.jsonValue(), (key, value) => {
      const text = JSON.stringify(value);
      expect(readEntry(["5-1", ["k", key, "v", text]], undefined)).toEqual({
        id: "5-1",
        version: "0000000000000005-00000000000000000001",
        fields: ["k", key, "v", text],
        key,
        value: JSON.parse(text),
      });
    }),
  );
});

test("whatever else an entry holds is told, and never thrown", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom("k", "v", "o"))), (fields) => {
      expect(readEntry(["5-1", fields], undefined)).toMatchObject({ id: "5-1", fields });
    }),
  );
});

test("what was a dead letter keeps its version", () => {
  const version = versionOf("3-0");
  const fields = ["k", "ada", "v", "1", "o", version];
  expect(readEntry(["5-1", fields], undefined)).toMatchObject({ version, key: "ada", value: 1 });
});
