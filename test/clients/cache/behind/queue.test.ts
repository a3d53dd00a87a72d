import { WriteBehindQueue } from "../../../../clients/cache/behind/queue";
import { KeySpace } from "../../../../clients/cache/key-space";
import { slotOf } from "../../../../constructs/redis/slots";
import { codedError } from "../../../support/coded";

const queue = new WriteBehindQueue(new KeySpace("shop"), "people", { partitions: 3 });

test("the keys of a partition share a slot, and have names that people can read", () => {
  const names = [queue.updates(2), queue.deadLetters(2), queue.lease(2)];
  expect(names).toEqual([
    "shop:v1:{write-behind:people:2}:updates",
    "shop:v1:{write-behind:people:2}:dead",
    "shop:v1:{write-behind:people:2}:lease",
  ]);
  expect(new Set(names.map(slotOf)).size).toBe(1);
  expect([queue.workers, queue.settings]).toEqual([
    "shop:v1:{write-behind:people}:workers",
    "shop:v1:{write-behind:people}:settings",
  ]);
});

test("patterns are of this queue alone", () => {
  expect(queue.patterns).toEqual([
    "shop:v1:{write-behind:people}:*",
    "shop:v1:{write-behind:people:*",
  ]);
});

test("keys are spread over all partitions, always in the same way", () => {
  const keys = Array.from({ length: 300 }, (_, n) => `{tenant}:${n}`);
  const counts = [0, 0, 0];
  for (const key of keys) {
    const partition = queue.partitionOf(key);
    counts[partition] = (counts[partition] ?? 0) + 1;
  }
  // Five standard deviations of a fair spread: sqrt(300 · 1/3 · 2/3) is 8.2.
  for (const count of counts) expect(Math.abs(count - 100)).toBeLessThan(41);
  // Whoever changes this moves keys between partitions of queues that exist.
  expect(["ada", "grace", "joan"].map((key) => queue.partitionOf(key))).toEqual([1, 2, 0]);
});

test.each([0, 1025, 1.5, NaN])("%s partitions are refused", (partitions) => {
  const { code } = codedError(
    () => new WriteBehindQueue(new KeySpace("shop"), "people", { partitions }),
  );
  expect(code).toBe("WRITE_BEHIND_INVALID");
});

test("a queue without a name is refused", () => {
  expect(codedError(() => new WriteBehindQueue(new KeySpace("shop"), "")).code).toBe(
    "CACHE_KEY_INVALID",
  );
});
