import type { Manifest } from "../../constructs/core/manifest";
import type { TargetDriver } from "../driver";
import type { NodeState } from "./entry";
import type { Journal } from "./journal";

/**
 * A driver whose every fault stands in a journal from before it is done until it is undone. What a
 * service runs, the service repairs: its driver is left as it is.
 */
export function journalled(
  driver: TargetDriver,
  journal: Journal,
  {
    name: subject,
    nodes,
  }: Pick<Manifest, "name"> & {
    readonly nodes: readonly { readonly id: string; readonly ref: string }[];
  },
): TargetDriver {
  if (driver.service !== undefined) return driver;
  const doing = async (
    ref: string,
    state: NodeState,
    fault: () => Promise<void>,
  ): Promise<void> => {
    const node = nodes.find((one) => one.ref === ref)?.id ?? ref;
    journal.note({ kind: "node", subject, node, ref, state });
    await fault();
  };
  const undone = (ref: string, ...states: readonly NodeState[]): void =>
    journal.forget(
      (entry) =>
        entry.kind === "node" &&
        entry.subject === subject &&
        entry.ref === ref &&
        states.includes(entry.state),
    );
  const disconnect = driver.disconnect?.bind(driver);
  const reconnect = driver.reconnect?.bind(driver);
  return Object.assign(Object.create(driver) as TargetDriver, {
    kill: (ref) => doing(ref, "down", () => driver.kill(ref)),
    stop: (ref, watch) => doing(ref, "down", () => driver.stop(ref, watch)),
    start: async (ref, watch) => {
      await driver.start(ref, watch);
      undone(ref, "down");
    },
    pause: (ref) => doing(ref, "paused", () => driver.pause(ref)),
    resume: async (ref) => {
      await driver.resume(ref);
      undone(ref, "paused");
    },
    ...(disconnect === undefined || reconnect === undefined
      ? {}
      : {
          disconnect: (ref: string) => doing(ref, "disconnected", () => disconnect(ref)),
          reconnect: async (ref: string) => {
            await reconnect(ref);
            undone(ref, "disconnected");
          },
        }),
  } satisfies Partial<TargetDriver>);
}
