import * as bounds from "../../../../../smoke/checks/redis/elections/election-bounds";
import { staleAfterMs } from "../../../../../smoke/checks/redis/elections/stale-replica";

test.each([
  [100, { suspected: 850, told: 750, back: 1850, contested: 10_400, stale: 2200 }],
  [1000, { suspected: 2200, told: 1200, back: 2800, contested: 10_400, stale: 4000 }],
  [5000, { suspected: 8200, told: 3200, back: 8800, contested: 42_400, stale: 12_000 }],
  [15_000, { suspected: 23_200, told: 8200, back: 13_800, contested: 122_400, stale: 32_000 }],
])("bounds that follow from a node timeout of %i ms", (nodeTimeoutMs, expected) => {
  expect({
    suspected: bounds.suspectedByAllMs(nodeTimeoutMs),
    told: bounds.toldMs(nodeTimeoutMs),
    back: bounds.majorityBackMs(nodeTimeoutMs),
    contested: bounds.contestedMs(nodeTimeoutMs),
    stale: staleAfterMs(nodeTimeoutMs),
  }).toEqual(expected);
});

test("bounds that no node timeout changes", () => {
  expect(bounds.forcedFailoverMs()).toBe(700);
  expect(bounds.takeoverMs()).toBe(600);
  expect(bounds.electedOnceAllowedMs()).toBe(1800);
  expect(bounds.migratedMs()).toBe(5700);
  expect(bounds.writableAfterStartMs(500)).toBe(3100);
});
