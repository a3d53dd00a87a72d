import { requireKey } from "../../../clients/memcached/key";

describe("requireKey", () => {
  test.each(["k", "session:42", "größe", "k".repeat(250), "é".repeat(125)])("accepts %j", (key) => {
    expect(requireKey(key)).toBe(key);
  });

  test.each([
    ["nothing", ""],
    ["251 bytes", "k".repeat(251)],
    ["126 characters of two bytes", "é".repeat(126)],
    ["a blank", "a b"],
    ["a no-break space", "a\u00a0b"],
    ["a line break, which ends a text command", "a\r\nflush_all"],
    ["a null byte", "a\0b"],
    ["a delete character", "a\u007fb"],
  ])("refuses %s", (_, key) => {
    expect(() => requireKey(key)).toThrow("MEMCACHED_KEY_INVALID");
  });

  test("does not repeat a huge key in the message", () => {
    expect(() => requireKey("k".repeat(1_000_000))).toThrow(/^.{1,600}$/u);
  });
});
