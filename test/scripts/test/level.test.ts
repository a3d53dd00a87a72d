import { runLevel, type Counts, type Level } from "../../../scripts/test/level";

function level(reason: string | undefined, run: () => Promise<Counts>): Level {
  return { name: "sample", whySkipped: () => Promise.resolve(reason), run };
}

const counts = (passed: number, failed: number): Counts => ({ passed, failed, skipped: 0 });
const never = () => Promise.reject(new Error("it ran"));

it.each([
  ["passed", counts(3, 0)],
  ["failed", counts(3, 1)],
] as const)("has %s by the counts of its run", async (status, given) => {
  const outcome = await runLevel(
    level(undefined, () => Promise.resolve(given)),
    true,
  );
  expect(outcome).toMatchObject({ name: "sample", status, counts: given });
});

it("is skipped with the reason, and does not run", async () => {
  expect(await runLevel(level("no terraform", never), false)).toMatchObject({
    status: "skipped",
    counts: { passed: 0, failed: 0, skipped: 1 },
    reason: "no terraform",
  });
});

it("fails instead of being skipped when it is required", async () => {
  expect(await runLevel(level("no terraform", never), true)).toMatchObject({
    status: "failed",
    counts: counts(0, 1),
    reason: "required, but: no terraform",
  });
});

it("fails when it could not run", async () => {
  expect(await runLevel(level(undefined, never), false)).toMatchObject({
    status: "failed",
    counts: counts(0, 1),
    reason: "it ran",
  });
});
