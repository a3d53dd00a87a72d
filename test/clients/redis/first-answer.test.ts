import { FirstAnswer } from "../../../clients/redis/first-answer";

test("the others wait for the answer of who goes first", async () => {
  const first = new FirstAnswer();
  expect(first.answer).toBeUndefined();
  first.begin();
  const { answer } = first;
  first.begin();
  expect(first.answer).toBe(answer);
  first.end();
  await answer;
  expect(first.answer).toBeUndefined();
});

test("they wait a quarter of a second at most", async () => {
  const first = new FirstAnswer();
  first.begin();
  const begun = performance.now();
  // The wait alone keeps no process alive.
  const alive = setTimeout(() => undefined, 5_000);
  await first.answer;
  clearTimeout(alive);
  expect(performance.now() - begun).toBeGreaterThanOrEqual(245);
  expect(first.answer).toBeUndefined();
});
