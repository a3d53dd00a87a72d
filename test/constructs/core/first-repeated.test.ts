import { firstRepeated } from "../../../constructs/core/first-repeated";

describe("firstRepeated", () => {
  it.each([
    [[], undefined],
    [["a", "b"], undefined],
    [["a", "b", "b", "a"], "b"],
    [[1, 2, 1], 1],
  ])("of %j is %j", (values: readonly unknown[], expected) => {
    expect(firstRepeated(values)).toBe(expected);
  });
});
