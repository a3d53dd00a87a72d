import { KeyRoom } from "../../../../../smoke/checks/redis/patterns/key-room";
import { matchesGlob } from "../../../../../smoke/checks/redis/glob";

const TOKEN = "cf-smoke-1";

test("a room of the run begins as every key of the run", () => {
  expect(KeyRoom.ofRun("1", "matching").key("kept", 7)).toBe("cf-smoke:1:matching:kept:7");
});

describe.each([
  ["*", "cf-smoke-1:a:7"],
  ["session:*", "session:cf-smoke-1:a:7"],
  ["*:session", "cf-smoke-1:a:7:session"],
  ["a*b*c", "acf-smoke-1:a:7bc"],
  ["\\[\\*\\?\\\\*", "[*?\\cf-smoke-1:a:7"],
])("within %s", (pattern, key) => {
  const room = KeyRoom.within(pattern, TOKEN);

  test("a key lies within the pattern", () => {
    expect(room?.key("a", 7)).toBe(key);
    expect(matchesGlob(pattern, key)).toBe(true);
  });

  test("a group's pattern names its keys and no other", () => {
    const group = room?.patternOf("a") ?? "";
    const keys = [key, key.replace(":a:7", ":b:7"), `x${key}`, `${key}x`];
    const endsInStar = group.endsWith("*");
    expect(keys.map((one) => matchesGlob(group, one))).toEqual([true, false, false, endsInStar]);
  });
});

test.each(["session:7", "session:?", "[ab]", "[\\[]*"])("%s leaves no room", (pattern) => {
  expect(KeyRoom.within(pattern, TOKEN)).toBeUndefined();
});

test.each([
  ["session:*", true],
  ["{session}:*", false],
  ["{*}", true],
])("keys within %s fall into several slots: %s", (pattern, expected) => {
  expect(KeyRoom.within(pattern, TOKEN)?.isSpread).toBe(expected);
});
