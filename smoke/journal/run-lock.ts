import { join } from "node:path";
import { UnavailableError } from "../../constructs/core/errors";
import { withLock } from "../../operate/host/lock";

/** Milliseconds to wait for the end of another run: enough to take the lock of one that has crashed. */
const WAIT_MS = 100;

/**
 * Works while no other run of the harness works on the same environment. The lock of a run that has crashed
 * counts as free.
 *
 * @param state folder of the environment's runs
 * @throws UnavailableError SMOKE_RUN_UNDER_WAY
 */
export function withRunLock<T>(state: string, work: () => Promise<T>): Promise<T> {
  return withLock(join(state, "lock"), WAIT_MS, work, underWay);
}

function underWay(holder: string | undefined): UnavailableError {
  return new UnavailableError("SMOKE_RUN_UNDER_WAY", {
    problem: "another run of the harness works on this environment",
    received: holder,
    fix: "wait until it has ended; its process id is the first number",
  });
}
