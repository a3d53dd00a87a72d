import fc from "fast-check";
import { failoverBound } from "../../../clients/redis/failover-bound";

describe("failoverBound", () => {
  test.each([
    { nodeTimeoutMs: 1000, suspectedMs: 1600, failedMs: 2200, electedMs: 3400 },
    { nodeTimeoutMs: 2000, suspectedMs: 3100, failedMs: 4200, electedMs: 5400 },
    { nodeTimeoutMs: 5000, suspectedMs: 7600, failedMs: 8700, electedMs: 9900 },
    { nodeTimeoutMs: 15000, suspectedMs: 22600, failedMs: 23700, electedMs: 24900 },
  ])("adds up the engine's constants at $nodeTimeoutMs ms", ({ nodeTimeoutMs, ...bound }) => {
    expect(failoverBound(nodeTimeoutMs)).toEqual(bound);
  });

  it("keeps the phases in order and never beats the node timeout", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 600_000 }), (nodeTimeoutMs) => {
        const { suspectedMs, failedMs, electedMs } = failoverBound(nodeTimeoutMs);
        expect(suspectedMs).toBeGreaterThan(nodeTimeoutMs);
        expect(failedMs).toBeGreaterThan(suspectedMs);
        expect(electedMs).toBeGreaterThan(failedMs);
      }),
    );
  });
});
