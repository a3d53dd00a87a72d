import { Token } from "cdktf";
import { CachefortError } from "../../../constructs/core/errors";
import { refuseToken, requireInteger, requireName } from "../../../constructs/core/validate";

const lazy = { resolve: () => 5, creationStack: [] };

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (CachefortError.is(error)) return error.code;
    throw error;
  }
  return "none";
}

describe("refuseToken", () => {
  test.each([
    ["string", Token.asString(lazy)],
    ["string with a token inside", `node-${Token.asString(lazy)}`],
    ["number", Token.asNumber(lazy)],
    ["list", Token.asList(lazy)],
    ["list of numbers", Token.asNumberList(lazy)],
    ["map", Token.asStringMap(lazy)],
    ["list of literals and a token", ["a", Token.asString(lazy)]],
  ])("refuses a %s token of cdktf", (_, value) => {
    expect(codeOf(() => refuseToken("nodes", value))).toBe("TOKEN_NOT_ALLOWED");
  });

  test.each([
    ["text", "api"],
    ["shell variable", "${HOME}"],
    ["number", 3],
    ["large negative number", -1e289],
    ["list", ["a", 1]],
    ["map", { a: "b" }],
    ["nothing", undefined],
    ["null", null],
  ])("accepts a literal %s", (_, value) => {
    expect(codeOf(() => refuseToken("nodes", value))).toBe("none");
  });

  test("names the prop and the way out, not the token", () => {
    expect(() => refuseToken("nodes", Token.asNumber(lazy))).toThrow(
      "TOKEN_NOT_ALLOWED: nodes is a value that Terraform knows only after apply" +
        ' · received: "an unresolved token"' +
        " · allowed: a value known while the configuration is synthesized" +
        " · fix: write nodes as a literal, or compute it from one",
    );
  });
});

describe("requireInteger", () => {
  const range = { min: 1, max: 100, unit: "MiB" };

  test.each([1, 50, 100])("returns %d", (value) => {
    expect(requireInteger("SIZE", "size", value, range)).toBe(value);
  });

  test.each([0, 101, 1.5, NaN, Infinity])("refuses %d", (value) => {
    expect(codeOf(() => requireInteger("SIZE", "size", value, range))).toBe("SIZE");
  });

  test("refuses a number token as a token, not as a number out of range", () => {
    expect(codeOf(() => requireInteger("SIZE", "size", Token.asNumber(lazy), range))).toBe(
      "TOKEN_NOT_ALLOWED",
    );
  });

  test.each([
    [1.5, "1.5"],
    [NaN, '"NaN"'],
  ])("shows %d, the range and the unit", (value, shown) => {
    expect(() => requireInteger("SIZE", "size", value, range)).toThrow(
      "SIZE: size is not a whole number in its range" +
        ` · received: ${shown} · allowed: 1 to 100 MiB · fix: change size`,
    );
  });
});

describe("requireName", () => {
  test.each(["a", "sessions", "a-1-b", `a${"b".repeat(39)}`])("returns %s", (value) => {
    expect(requireName("NAME", "name", value)).toBe(value);
  });

  test.each(["", "1a", "-a", "A", "a_b", "a.b", "a b", "a\n", "../a", "ä", "a".repeat(41)])(
    "refuses %j",
    (value) => {
      expect(codeOf(() => requireName("NAME", "name", value))).toBe("NAME");
    },
  );

  test("refuses a string token", () => {
    expect(codeOf(() => requireName("NAME", "name", Token.asString(lazy)))).toBe(
      "TOKEN_NOT_ALLOWED",
    );
  });
});
