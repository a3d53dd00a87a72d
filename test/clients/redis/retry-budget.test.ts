import fc from "fast-check";
import { failoverBound } from "../../../clients/redis/failover-bound";
import { retryBudget } from "../../../clients/redis/retry-budget";

describe("retryBudget", () => {
  it("is twice the longest failover at a node timeout of 2000 ms", () => {
    expect(retryBudget(2000)).toEqual({
      commandMs: 10_800,
      retryDelayMs: 100,
      redirectDelayMs: 10,
      attempts: 216,
    });
  });

  it("outlasts every failover, also when each pause costs two attempts", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 600_000 }), (nodeTimeoutMs) => {
        const { attempts, commandMs, retryDelayMs } = retryBudget(nodeTimeoutMs);
        const { electedMs } = failoverBound(nodeTimeoutMs);
        expect(commandMs).toBeGreaterThan(electedMs);
        expect((attempts / 2) * retryDelayMs).toBeGreaterThanOrEqual(commandMs);
      }),
    );
  });
});
