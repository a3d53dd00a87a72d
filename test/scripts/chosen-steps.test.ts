import { chosenSteps } from "../../scripts/chosen-steps";

const steps = [
  ...["standard 1", "standard 2", "standard 10", "full 1", "interrupted 1"],
  ...["interrupted smoke 1", "interrupted smoke 19", "soak", "scenarios", "scenarios on docker"],
].map((id) => ({ id }));

test.each([
  [[], steps.map(({ id }) => id)],
  [["standard"], ["standard 1", "standard 2", "standard 10"]],
  [["standard 1"], ["standard 1"]],
  [["interrupted smoke 1"], ["interrupted smoke 1"]],
  [["interrupted"], ["interrupted 1", "interrupted smoke 1", "interrupted smoke 19"]],
  [["scenarios"], ["scenarios", "scenarios on docker"]],
  [
    ["soak", "full 1"],
    ["full 1", "soak"],
  ],
])("%j chooses %j", (words, expected) => {
  expect(chosenSteps(steps, words).map(({ id }) => id)).toEqual(expected);
});

test.each(["standard 3", "stand", "standard 1 ", ""])("that %j chooses nothing is told", (word) => {
  const told = `no step begins with "${word}"; there are standard 1, standard 2, `;
  expect(() => chosenSteps(steps, ["full", word])).toThrow(told);
});
