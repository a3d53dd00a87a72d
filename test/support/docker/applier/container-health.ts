import { setTimeout as sleep } from "node:timers/promises";
import { type ContainerState, type InspectedContainer, inspectPath } from "./container-state";
import type { EngineApi } from "./engine-api";

const POLL_MS = 100;

/**
 * Waits until a container is healthy.
 *
 * The provider would wait for the whole time even where the container is unhealthy or has ended for
 * good; what fails here earlier fails there too, or recovers from a state that no deployment should
 * pass through.
 *
 * @param seconds `wait_timeout`
 * @throws Error with what the last health check said
 */
export async function waitHealthy(
  name: string,
  id: string,
  seconds: number,
  engine: EngineApi,
): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    const { State } = await engine.call<InspectedContainer>("GET", inspectPath(id));
    if (State.Health === undefined) throw new Error(`${name} waits, and has no healthcheck`);
    if (State.Health.Status === "healthy") return;
    const last = State.Health.Log?.at(-1);
    const said = last === undefined ? "no check has run" : `the last check: ${last.Output.trim()}`;
    if (!State.Running && !State.Restarting) {
      throw new Error(`container ${name} ended with code ${State.ExitCode} before it was healthy`);
    }
    if (isUnhealthy(State)) {
      throw new Error(`container ${name} is unhealthy; ${said}`);
    }
    if (performance.now() >= deadline) {
      throw new Error(`container ${name} is not healthy after ${seconds} s; ${said}`);
    }
    await sleep(POLL_MS);
  }
}

/** Whether checks have found it unhealthy, and not merely the end of a process that comes again. */
function isUnhealthy({ Running, Restarting, Health }: ContainerState): boolean {
  if (!Running || Restarting || Health === undefined) return false;
  return Health.Status === "unhealthy" && Health.FailingStreak > 0;
}
