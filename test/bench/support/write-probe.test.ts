import { refusedMs, resolutionMs, type ProbeAnswer } from "../../../bench/support/write-probe";

/** Asked every 10 ms and answered 1 ms later: `y` accepted, `n` refused. */
function answers(pattern: string): ProbeAnswer[] {
  return [...pattern].map((sign, index) => ({
    askedAt: index * 10,
    answeredAt: index * 10 + 1,
    isAccepted: sign === "y",
  }));
}

test.each([
  ["yyyy", 0, 0],
  ["yynny", 0, 20],
  ["nyyny", 0, 20],
  // Refusals before the moment do not count, and one that began before counts from it on.
  ["nnyy", 20, 0],
  ["nnny", 10, 20],
  // Refused until nobody looks any more.
  ["ynnn", 0, 20],
  ["", 0, 0],
])("%s since %d ms: writes were refused for %d ms", (pattern, since, ms) => {
  expect(refusedMs(answers(pattern), since)).toBe(ms);
});

test("a first accepted write is as uncertain as the time since the answer before", () => {
  const all = answers("nny");
  expect(resolutionMs(all, all[2] as ProbeAnswer)).toBe(10);
  expect(resolutionMs(all, all[0] as ProbeAnswer)).toBeNaN();
});
