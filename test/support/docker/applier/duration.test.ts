import { nanosecondsOf } from "./duration";

test.each([
  ["0", 0],
  ["0s", 0],
  ["250ms", 250_000_000],
  ["1s", 1_000_000_000],
  ["1.5s", 1_500_000_000],
  ["1m30s", 90_000_000_000],
  ["2h", 7_200_000_000_000],
  ["3us", 3000],
  ["7ns", 7],
])("%s is %d ns", (text, expected) => expect(nanosecondsOf(text)).toBe(expected));

test.each(["", "1", "s", "-1s", "1 s", "1d", "1s2"])("%p is no duration", (text) => {
  expect(() => nanosecondsOf(text)).toThrow(`"${text}" is no duration`);
});
