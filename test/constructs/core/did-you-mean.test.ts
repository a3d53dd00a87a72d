import { didYouMean } from "../../../constructs/core/nearest";

describe("didYouMean", () => {
  it.each([
    ["pasword", "did you mean password?"],
    ["completely-else", "see the list"],
  ])("of %s: %s", (word, expected) => {
    expect(didYouMean(word, ["password", "user"], "see the list")).toBe(expected);
  });
});
