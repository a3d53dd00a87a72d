import fc from "fast-check";
import { coalesce } from "../../../../clients/cache/behind/coalesced";
import { type QueuedUpdate, versionOf } from "../../../../clients/cache/behind/entry";

const updates = fc
  .array(fc.record({ key: fc.constantFrom("a", "b", "c"), at: fc.nat(20) }))
  .map((all) =>
    all.map(({ at, key }, index): QueuedUpdate<number> => ({
      id: `${index}-0`,
      version: versionOf(`${at}-0`),
      fields: [],
      key,
      value: at,
    })),
  );

test("of each key one is the newest, and no update is forgotten", () => {
  fc.assert(
    fc.property(updates, (all) => {
      const batch = coalesce(all);
      expect(new Set(batch.map(({ newest }) => newest.key)).size).toBe(batch.length);
      const ids = batch.flatMap(({ newest, older }) => [newest, ...older].map(({ id }) => id));
      expect(ids.sort()).toEqual(all.map(({ id }) => id).sort());
      for (const { newest, older } of batch) {
        for (const one of older) {
          expect([one.key, one.version <= newest.version]).toEqual([newest.key, true]);
        }
      }
    }),
  );
});
