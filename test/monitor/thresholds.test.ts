import { SERVERLESS_SIGNALS } from "../../monitor/serverless-thresholds";
import type { Threshold } from "../../monitor/threshold";
import { quantityText, SIGNALS, windowText } from "../../monitor/thresholds";

/** Each signal of both tables, once. */
const ALL = new Map<string, Threshold<string>>(
  [...SIGNALS, ...SERVERLESS_SIGNALS].map((signal) => [signal.id, signal]),
);
const ids = [...ALL.keys()];

test.each([
  ["cluster", SIGNALS],
  ["serverless cache", SERVERLESS_SIGNALS],
])("each signal of a %s stands once", (_what, signals) => {
  expect(new Set(signals.map(({ id }) => id)).size).toBe(signals.length);
  const metrics = signals.map(({ cloudwatch }) => cloudwatch?.metric);
  expect(new Set(metrics).size).toBe(metrics.length);
});

test("a serverless cache has signals of its own, and those of a cluster that it shares", () => {
  const own = SERVERLESS_SIGNALS.filter(({ id }) => !SIGNALS.some((signal) => signal.id === id));
  expect(own.map(({ id }) => id)).toEqual(["data-limit", "processing-limit", "throttled-commands"]);
  expect(SERVERLESS_SIGNALS).toHaveLength(own.length + 6);
});

test("a name and a signal make one name together: none ends as another signal does", () => {
  const ending = ids.filter((id) => ids.some((other) => id.endsWith(`-${other}`)));
  expect(ending).toEqual([]);
});

test("signals of a group stand together", () => {
  const groups = SIGNALS.map(({ group }) => group);
  const runs = groups.filter((group, index) => group !== groups[index - 1]);
  expect(runs).toEqual([...new Set(groups)]);
});

test.each([...ALL])(
  "%s can be bad and can be well",
  (id, { limit, value, valueOnTwoProcessors, window }) => {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    for (const each of [value, valueOnTwoProcessors ?? value]) {
      expect(each).toBeGreaterThanOrEqual(0);
      expect(each).toBeLessThan(limit ?? Infinity);
    }
    // CloudWatch: whole minutes, and no more than a day in all.
    expect(window.periodSeconds % 60).toBe(0);
    expect(window.periodSeconds * window.periods).toBeLessThanOrEqual(86_400);
  },
);

test.each([...ALL])("%s is explained in sentences", (_, { action, meaning, title, why }) => {
  for (const sentence of [action, meaning]) expect(sentence).toMatch(/^[A-Z].*[^.]\.$/);
  for (const phrase of [title, why]) expect(phrase).toMatch(/^(`|[A-Z0-9]).*[^.]$/);
});

test.each([
  [90, "percent", "90 %"],
  [300_000_000, "bytes", "300 MB"],
  [52_000, "connections", "52,000 connections"],
  [0, "failures", "0 failures"],
] as const)("%d %s is written %s", (value, unit, text) => {
  expect(quantityText(value, unit)).toBe(text);
});

test.each([
  [300, 1, "5 minutes"],
  [60, 5, "5 times 1 minute in a row"],
  [300, 3, "3 times 5 minutes in a row"],
])("%d s, %d times: %s", (periodSeconds, periods, text) => {
  expect(windowText({ periodSeconds, periods })).toBe(text);
});
