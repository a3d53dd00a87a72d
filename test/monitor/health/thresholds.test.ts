import { thresholdsOf } from "../../../monitor/health/thresholds";

test("the defaults are those of the table", () => {
  const thresholds = thresholdsOf();
  const named = ["hit-rate", "memory", "response-time", "connections"];
  expect(named.map((id) => thresholds.get(id))).toEqual([80, 85, 10, 1000]);
});

test("values are set, signals are left out", () => {
  const thresholds = thresholdsOf({ values: { memory: "90.5" }, off: ["evictions"] });
  expect(thresholds.get("memory")).toBe(90.5);
  expect(thresholds.has("evictions")).toBe(false);
});

test.each([
  [{ values: { memroy: "9" } }, "HEALTH_SIGNAL_UNKNOWN", /did you mean memory\?/],
  [{ off: ["nothing"] }, "HEALTH_SIGNAL_UNKNOWN", /allowed: hit-rate/],
  [{ values: { memory: "101" } }, "HEALTH_THRESHOLD_INVALID", /0 to 100 percent/],
  [{ values: { memory: "-1" } }, "HEALTH_THRESHOLD_INVALID", /received: "-1"/],
  [{ values: { memory: "much" } }, "HEALTH_THRESHOLD_INVALID", /--threshold memory=85/],
  [{ values: { memory: " " } }, "HEALTH_THRESHOLD_INVALID", /memory/],
])("%j is refused", (options, code, message) => {
  const refused = (): unknown => thresholdsOf(options);
  expect(refused).toThrow(code);
  expect(refused).toThrow(message);
});
