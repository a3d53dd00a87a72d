import fc from "fast-check";
import { accountWrites } from "../../../smoke/workload/accountant";
import type { WriteAttempt, WriteOutcome } from "../../../smoke/workload/attempt";

/** A write of one millisecond that begins at the given one. */
function write(key: string, value: string, at: number, outcome: WriteOutcome): WriteAttempt {
  return { key, value, startedAt: at, endedAt: at + 1, outcome };
}

const acknowledged = write("a", "1", 10, "acknowledged");
const unknown = write("b", "2", 20, "unknown");
const failed = write("c", "3", 30, "failed");
const attempts = [acknowledged, unknown, failed];
const nothing = {
  lost: [],
  recovered: [],
  duplicated: [],
  unexpected: [],
  stale: [],
  lossWindow: undefined,
};

function account(found: Record<string, string | null>, of: readonly WriteAttempt[] = attempts) {
  return accountWrites(of, new Map(Object.entries(found)));
}

describe("accountWrites", () => {
  test("a history without a fault", () => {
    expect(account({ a: "1", b: null, c: null })).toEqual({
      ...nothing,
      acknowledged: 1,
      failed: 1,
      unknown: 1,
    });
  });

  test("an acknowledged write that is absent is lost", () => {
    expect(account({ a: null, b: null, c: null })).toMatchObject({
      lost: [acknowledged],
      stale: [],
      lossWindow: { from: 11, to: 11 },
    });
  });

  test("the loss window reaches from the first to the last lost acknowledgement", () => {
    const history = [1, 2, 3, 4].map((i) => write(`k${i}`, `v${i}`, i * 100, "acknowledged"));
    const found = { k1: "v1", k2: null, k3: "v3", k4: null };
    expect(account(found, history).lossWindow).toEqual({ from: 201, to: 401 });
  });

  test("writes that were not acknowledged and are there are recovered, not unexpected", () => {
    expect(account({ a: "1", b: "2", c: "3" })).toMatchObject({
      ...nothing,
      recovered: [unknown, failed],
    });
  });

  test("a value that nobody wrote is unexpected, and the write it replaced lost", () => {
    expect(account({ a: "9", b: null, c: null })).toMatchObject({
      unexpected: [{ key: "a", value: "9" }],
      lost: [acknowledged],
      duplicated: [],
    });
  });

  test("a value under two keys is duplicated, and unexpected where it was not written", () => {
    expect(account({ a: "1", b: "1", c: null })).toMatchObject({
      duplicated: ["1"],
      unexpected: [{ key: "b", value: "1" }],
      lost: [],
    });
  });

  test("a key that nobody wrote is unexpected", () => {
    expect(account({ a: "1", b: null, c: null, d: "7" })).toMatchObject({
      unexpected: [{ key: "d", value: "7" }],
    });
  });

  describe("a key that is written twice", () => {
    const first = write("k", "old", 10, "acknowledged");
    const second = write("k", "new", 20, "acknowledged");

    test("holds the later value", () => {
      expect(account({ k: "new" }, [first, second])).toMatchObject(nothing);
    });

    test("holds a stale one when the earlier value is read", () => {
      expect(account({ k: "old" }, [first, second])).toMatchObject({
        lost: [second],
        stale: [{ key: "k", value: "old" }],
      });
    });

    test("may hold either when the writes overlapped", () => {
      const overlapping = { ...second, startedAt: 10.5 };
      expect(account({ k: "old" }, [first, overlapping])).toMatchObject(nothing);
      expect(account({ k: "new" }, [first, overlapping])).toMatchObject(nothing);
    });

    test("may hold an earlier write that was never answered: it can come late", () => {
      const late = { ...first, outcome: "unknown" as const };
      expect(account({ k: "old" }, [late, second])).toMatchObject({
        ...nothing,
        recovered: [late],
      });
    });
  });

  test("nothing is told when a key was not read or a value was written twice", () => {
    expect(() => account({ a: "1", b: null })).toThrow(new RangeError("c was not read"));
    expect(() => account({ a: "1" }, [acknowledged, acknowledged])).toThrow(RangeError);
  });
});

describe("any history of a store", () => {
  /** What a store does with each write, and what its client hears. */
  const history = fc.array(
    fc.record({
      outcome: fc.constantFrom<WriteOutcome>("acknowledged", "failed", "unknown"),
      isExecuted: fc.boolean(),
      isSpoilt: fc.boolean(),
    }),
    { maxLength: 60 },
  );

  test("that keeps its word loses nothing; what it drops is lost, exactly", () => {
    fc.assert(
      fc.property(history, (steps) => {
        const all = steps.map(({ outcome }, i) => write(`k${i}`, `v${i}`, i * 10, outcome));
        const kept = new Map(
          steps.map(({ outcome, isExecuted }, i) => {
            const isThere = outcome === "acknowledged" || (outcome === "unknown" && isExecuted);
            return [`k${i}`, isThere ? `v${i}` : null];
          }),
        );
        const executed = all.filter(({ key, outcome }) => {
          return outcome === "unknown" && kept.get(key) !== null;
        });
        const faultless = accountWrites(all, kept);
        expect(faultless).toMatchObject({ ...nothing, recovered: executed });
        expect(faultless.acknowledged + faultless.failed + faultless.unknown).toBe(all.length);

        const dropped = all.filter((_, i) => steps[i]?.isSpoilt === true);
        const spoilt = new Map(kept);
        for (const { key } of dropped) spoilt.set(key, null);
        expect(accountWrites(all, spoilt).lost).toEqual(
          dropped.filter(({ outcome }) => outcome === "acknowledged"),
        );
      }),
    );
  });

  test("that moves values to other keys is seen, wherever it does so", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 40 }), fc.nat(), fc.nat(), (count, one, other) => {
        const from = one % count;
        const to = (from + 1 + (other % (count - 1))) % count;
        const all = Array.from({ length: count }, (_, i) =>
          write(`k${i}`, `v${i}`, i * 10, "acknowledged"),
        );
        const found = new Map(all.map(({ key, value }) => [key, value]));
        found.set(`k${to}`, `v${from}`);
        expect(accountWrites(all, found)).toMatchObject({
          duplicated: [`v${from}`],
          unexpected: [{ key: `k${to}`, value: `v${from}` }],
          lost: [all[to]],
        });
      }),
    );
  });
});
