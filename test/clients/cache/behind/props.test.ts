import type { Cluster } from "ioredis";
import { WriteBehindQueue } from "../../../../clients/cache/behind/queue";
import {
  completeWorkerProps,
  type WriteBehindWorkerProps,
} from "../../../../clients/cache/behind/worker-props";
import {
  completeWriteBehindProps,
  type WriteBehindProps,
} from "../../../../clients/cache/behind/write-behind-props";
import { KeySpace } from "../../../../clients/cache/key-space";
import { codedError } from "../../../support/coded";

const queue = new WriteBehindQueue(new KeySpace("shop"), "people");
// No prop is looked at on a server.
const access = { cluster: {} as Cluster, queue };
const store = { writeMany: () => Promise.resolve([]) };

test.each<[keyof WriteBehindProps, number, number]>([
  ["replicas", 0, 6],
  ["confirmMs", 9, 60_001],
  ["limit", 0, 100_000_001],
  ["maxValueBytes", 0, 512 * 1024 ** 2 + 1],
  ["acceptMs", -1, 600_001],
])("%s of a producer has bounds", (prop, below, above) => {
  for (const value of [below, above, NaN, 10.5]) {
    const given = { ...access, [prop]: value };
    expect(codedError(() => completeWriteBehindProps(given)).code).toBe("WRITE_BEHIND_INVALID");
  }
  for (const value of [below + 1, above - 1]) {
    expect(completeWriteBehindProps({ ...access, [prop]: value })[prop]).toBe(value);
  }
});

test.each<[keyof WriteBehindWorkerProps<unknown>, number, number]>([
  ["replicas", 0, 6],
  ["confirmMs", 9, 60_001],
  ["batchSize", 0, 10_001],
  ["batchMs", 4, 60_001],
  ["leaseMs", 999, 600_001],
  ["attempts", 0, 1001],
  ["longestPauseMs", 99, 600_001],
])("%s of a worker has bounds", (prop, below, above) => {
  for (const value of [below, above, NaN, 1000.5]) {
    const given = { ...access, store, [prop]: value };
    expect(codedError(() => completeWorkerProps(given)).code).toBe("WRITE_BEHIND_INVALID");
  }
  for (const value of [below + 1, above - 1]) {
    expect(completeWorkerProps({ ...access, store, [prop]: value })[prop]).toBe(value);
  }
});
