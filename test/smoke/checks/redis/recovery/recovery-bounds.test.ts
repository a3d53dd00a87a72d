import { phaseBounds, PHASES } from "../../../../../smoke/checks/redis/failover-phases";
import {
  recoveryBounds,
  voteAgainMs,
} from "../../../../../smoke/checks/redis/recovery/recovery-bounds";

test.each([500, 1000, 2000, 5000, 15_000, 60_000])(
  "at a node timeout of %i ms the runner is first, and each phase sooner than with the engine alone",
  (nodeTimeoutMs) => {
    const bounds = recoveryBounds(nodeTimeoutMs);
    expect(bounds.elected).toBe(nodeTimeoutMs);
    for (const phase of PHASES) {
      expect(bounds[phase]).toBeLessThan(phaseBounds(nodeTimeoutMs)[phase]);
      expect(bounds[phase]).toBeGreaterThanOrEqual(bounds.elected);
    }
  },
);

test.each([
  [1000, 0, 6500],
  [2000, 500, 8000],
  [5000, 3000, 11_500],
  [5000, 9000, 10_400],
])(
  "at a node timeout of %i ms, %i ms after a node's first crash, its second one is answered within %i ms",
  (nodeTimeoutMs, pauseMs, bound) => {
    expect(voteAgainMs(nodeTimeoutMs, pauseMs)).toBe(bound);
  },
);
