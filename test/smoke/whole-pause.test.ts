import { wholePause } from "../../smoke/whole-pause";

test("a pause is never shorter than it was to be", async () => {
  const short: number[] = [];
  for (let round = 0; round < 300; round += 1) {
    const begunAt = performance.now();
    await wholePause(5);
    const took = performance.now() - begunAt;
    if (took < 5) short.push(took);
  }
  expect(short).toEqual([]);
});

test("it ends with the signal", async () => {
  const controller = new AbortController();
  const pause = wholePause(60_000, controller.signal);
  controller.abort();
  await expect(pause).rejects.toThrow("aborted");
});
