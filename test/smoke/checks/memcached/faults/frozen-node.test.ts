import { FrozenNode } from "../../../../../smoke/checks/memcached/faults/frozen-node";
import type { TargetDriver } from "../../../../../smoke/driver";

/** Engines refuse to thaw what runs: each thaw has to belong to a freeze. */
function recording(pause: () => Promise<void> = () => Promise.resolve()): {
  readonly node: FrozenNode;
  readonly steps: string[];
} {
  const steps: string[] = [];
  const driver = {
    pause: async (ref: string) => {
      await pause();
      steps.push(`pause ${ref}`);
    },
    resume: (ref: string) => Promise.resolve(void steps.push(`resume ${ref}`)),
  };
  return { node: new FrozenNode(driver as unknown as TargetDriver, "0"), steps };
}

test("is thawed once for each time it was frozen", async () => {
  const { node, steps } = recording();
  await node.thaw();
  await node.freeze();
  await node.thaw();
  await node.thaw();
  expect(steps).toEqual(["pause 0", "resume 0"]);
});

test("a thaw waits for a freeze that is under way", async () => {
  const { node, steps } = recording(() => new Promise((resolve) => setTimeout(resolve, 20)));
  const freezing = node.freeze();
  await Promise.all([node.thaw(), freezing]);
  expect(steps).toEqual(["pause 0", "resume 0"]);
});

test("is thawed also when the freeze failed halfway", async () => {
  const { node, steps } = recording(() => Promise.reject(new Error("no answer")));
  await expect(node.freeze()).rejects.toThrow("no answer");
  await node.thaw();
  expect(steps).toEqual(["resume 0"]);
});
