import fc from "fast-check";
import { accountWrites, type Reading } from "../../../smoke/workload/accountant";
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
  confirmed: 0,
  lost: [],
  lostConfirmed: [],
  lostPlain: [],
  lostLatencyMs: undefined,
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

describe("writes that replicas confirmed", () => {
  const plain = write("a", "1", 10, "acknowledged");
  const byOne = { ...write("b", "2", 20, "acknowledged"), confirmedBy: 1 };
  const byTwo = { ...write("c", "3", 30, "acknowledged"), confirmedBy: 2 };
  const byNone = { ...write("d", "4", 40, "acknowledged"), confirmedBy: 0 };
  const history = [plain, byOne, byTwo, byNone];
  const gone = new Map(history.map(({ key }) => [key, null]));

  test("are lost apart from those of the primary alone", () => {
    expect(accountWrites(history, gone)).toMatchObject({
      confirmed: 2,
      lost: history,
      lostConfirmed: [byOne, byTwo],
      lostPlain: [plain, byNone],
    });
  });

  test("count when as many did as were asked", () => {
    expect(accountWrites(history, gone, { confirmations: 2 })).toMatchObject({
      confirmed: 1,
      lostConfirmed: [byTwo],
      lostPlain: [plain, byOne, byNone],
    });
  });

  test("are not confirmed without an acknowledgement, whatever was told of them", () => {
    const odd = { ...byOne, outcome: "unknown" as const };
    expect(accountWrites([odd], gone)).toMatchObject({ confirmed: 0, lost: [] });
  });
});

describe("how long a lost write was seen", () => {
  const first = write("a", "1", 10, "acknowledged");
  const second = write("b", "2", 20, "acknowledged");
  const gone = new Map([
    ["a", null],
    ["b", null],
  ]);
  const seen = (key: string, value: string | null, startedAt: number): Reading => ({
    key,
    value,
    startedAt,
  });

  test.each<[string, Reading[], number[]]>([
    ["not at all without a read", [], [0, 0]],
    ["until the last read that saw it", [seen("a", "1", 50), seen("a", "1", 61)], [0, 50]],
    ["whatever was read later", [seen("a", "1", 31), seen("a", null, 90)], [0, 20]],
    ["not by a read of another value", [seen("a", "9", 50), seen("b", "1", 50)], [0, 0]],
    ["at its acknowledgement when the read began before", [seen("a", "1", 10.5)], [0, 0]],
    ["each on its own", [seen("a", "1", 111), seen("b", "2", 51)], [30, 100]],
  ])("is %s", (_title, readings, [min, max]) => {
    const { lostLatencyMs } = accountWrites([first, second], gone, { readings });
    expect(lostLatencyMs).toEqual({ min, p50: min, p95: max, p99: max, max });
  });

  test("is not told of writes that last", () => {
    const found = new Map([
      ["a", "1"],
      ["b", "2"],
    ]);
    const readings = [seen("a", "1", 50)];
    expect(accountWrites([first, second], found, { readings }).lostLatencyMs).toBeUndefined();
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

  test("is accounted for as by looking at each write, slowly", () => {
    const keys = fc.constantFrom("a", "b", "c");
    const steps = fc.array(
      fc.record({
        key: keys,
        outcome: fc.constantFrom<WriteOutcome>("acknowledged", "failed", "unknown"),
        startedAt: fc.integer({ min: 0, max: 50 }),
        took: fc.integer({ min: 1, max: 20 }),
        confirmedBy: fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined }),
      }),
      { maxLength: 12 },
    );
    /** Which value each key holds at the end; -1 for none, beyond the writes for a strange one. */
    const ends = fc.array(fc.integer({ min: -1, max: 13 }), { minLength: 3, maxLength: 3 });
    const looks = fc.array(fc.tuple(keys, fc.nat(13), fc.integer({ min: 0, max: 100 })));
    fc.assert(
      fc.property(steps, ends, looks, fc.integer({ min: 1, max: 2 }), (all, end, reads, asked) => {
        const attempts = all.map(({ confirmedBy, took, ...one }, i): WriteAttempt => ({
          ...one,
          value: `v${i}`,
          endedAt: one.startedAt + took,
          ...(confirmedBy === undefined ? {} : { confirmedBy }),
        }));
        const found = new Map(
          ["a", "b", "c"].map((key, i) => {
            const value = end[i] ?? -1;
            return [key, value < 0 ? null : `v${value}`] as const;
          }),
        );
        const readings = reads.map(([key, value, startedAt]) => {
          return { key, value: `v${value}`, startedAt };
        });
        const options = { confirmations: asked, readings };
        const { lostLatencyMs, ...account } = accountWrites(attempts, found, options);
        const model = slowAccount(attempts, found, options);
        expect(account).toMatchObject(model.account);
        expect([lostLatencyMs?.min, lostLatencyMs?.max]).toEqual(model.latencies);
      }),
    );
  });
});

/** Says of each write on its own what became of it. */
function slowAccount(
  attempts: readonly WriteAttempt[],
  found: ReadonlyMap<string, string | null>,
  { confirmations, readings }: { confirmations: number; readings: readonly Reading[] },
) {
  const there = (one: WriteAttempt): boolean => found.get(one.key) === one.value;
  const lost = attempts.filter((one) => {
    if (one.outcome !== "acknowledged" || there(one)) return false;
    // Whatever of the same key is there may have come after it, unless it had ended before this one began.
    const holder = attempts.find((other) => other.key === one.key && there(other));
    if (holder === undefined) return true;
    return holder.outcome === "acknowledged" && holder.endedAt <= one.startedAt;
  });
  const isConfirmed = (one: WriteAttempt): boolean =>
    one.outcome === "acknowledged" &&
    one.confirmedBy !== undefined &&
    one.confirmedBy >= confirmations;
  const latencies = lost
    .map((one) => {
      const times = readings
        .filter(({ key, value }) => key === one.key && value === one.value)
        .map(({ startedAt }) => startedAt - one.endedAt);
      return Math.max(0, ...times);
    })
    .sort((one, other) => one - other);
  return {
    latencies: [latencies[0], latencies.at(-1)],
    account: {
      confirmed: attempts.filter(isConfirmed).length,
      lost,
      lostConfirmed: lost.filter(isConfirmed),
      lostPlain: lost.filter((one) => !isConfirmed(one)),
      lossWindow:
        lost.length === 0
          ? undefined
          : {
              from: Math.min(...lost.map(({ endedAt }) => endedAt)),
              to: Math.max(...lost.map(({ endedAt }) => endedAt)),
            },
    },
  };
}
