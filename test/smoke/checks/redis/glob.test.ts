import fc from "fast-check";
import { counterExampleOf, exampleOf, matchesGlob } from "../../../../smoke/checks/redis/glob";

const TOKEN = "cf-smoke-1f-acl";

describe("matchesGlob", () => {
  test.each([
    ["session:*", "session:1", true],
    ["session:*", "session", false],
    ["*", "", true],
    ["a.c", "abc", false],
    ["a?c", "abc", true],
    ["a?c", "ac", false],
    ["[a-c]x", "bx", true],
    ["[c-a]x", "bx", true],
    ["[^a]x", "ax", false],
    ["[^a]x", "bx", true],
    ["[!a]x", "!x", true],
    ["[a\\]b]x", "]x", true],
    ["\\*", "*", true],
    ["\\*", "x", false],
    ["(a|b)+$", "(a|b)+$", true],
    ["a**b", "a\nb", true],
  ])("%s and %s: %s", (pattern, text, expected) => {
    expect(matchesGlob(pattern, text)).toBe(expected);
  });
});

describe("exampleOf", () => {
  test.each([
    ["session:*", `session:${TOKEN}`],
    ["*:cache", `${TOKEN}:cache`],
    ["{tenant}:?:*", `{tenant}:a:${TOKEN}`],
    ["[xyz]-*-[^a]", `x-${TOKEN}-b`],
    ["a*b*c", `a${TOKEN}bc`],
    ["\\**", `*${TOKEN}`],
  ])("%s gives %s", (pattern, example) => {
    expect(exampleOf(pattern, TOKEN)).toBe(example);
  });

  test.each(["settings", "a?", "[ab]", "\\*", "[]*"])(
    "%s has none that is surely unused",
    (text) => {
      expect(exampleOf(text, TOKEN)).toBeUndefined();
    },
  );

  test("an example matches its pattern and holds the token", () => {
    const part = fc.constantFrom("*", "?", "[ab]", "[^x]", "\\*", "s", ":", "{", "}");
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const pattern = `${parts.join("")}*`;
        const example = exampleOf(pattern, TOKEN) ?? "";
        expect(example).toContain(TOKEN);
        expect(matchesGlob(pattern, example)).toBe(true);
      }),
    );
  });
});

describe("counterExampleOf", () => {
  test.each([
    [[], TOKEN],
    [["session:*"], TOKEN],
    [["cf-*"], `a${TOKEN}a`],
    [["cf-*", "[a-z]*"], `A${TOKEN}A`],
  ])("%j: %s", (patterns, expected) => {
    expect(counterExampleOf(patterns, TOKEN)).toBe(expected);
  });

  test("there is none outside of everything", () => {
    expect(counterExampleOf(["session:*", "*"], TOKEN)).toBeUndefined();
  });
});
