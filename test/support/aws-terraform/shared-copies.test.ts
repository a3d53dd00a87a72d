import { ALL_COPIES, copiesOf } from "./shared-copies";

test("each fault is in half of the copies", () => {
  for (const copies of copiesOf(70)) {
    expect(copies).toHaveLength(ALL_COPIES.length / 2);
    expect(ALL_COPIES).toEqual(expect.arrayContaining([...copies]));
  }
});

test("no fault's copies are all among those of another one", () => {
  const faults = copiesOf(70);
  for (const [place, copies] of faults.entries()) {
    const covering = faults.filter((other) => copies.every((copy) => other.includes(copy)));
    expect(covering).toEqual([faults[place]]);
  }
});

test("more faults than can be told apart are refused", () => {
  expect(() => copiesOf(71)).toThrow(RangeError);
});
