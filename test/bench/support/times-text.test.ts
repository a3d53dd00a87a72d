import { timesText } from "../../../bench/support/times-text";

test("times stand on one line, in whole milliseconds", () => {
  expect(timesText({ killed: 79.6, writable: 3404.2 })).toBe("killed 80, writable 3404 ms");
});
