import { isDeepStrictEqual } from "node:util";
import type { Manifest } from "../../constructs/core/manifest";
import type { TargetDriver } from "../driver";
import type { JournalEntry, NodeState } from "./entry";
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
  const nodeOf = (ref: string): string => nodes.find((one) => one.ref === ref)?.id ?? ref;
  const doing = async <T>(
    ref: string,
    state: NodeState,
    fault: () => Promise<T>,
    place?: unknown,
  ): Promise<T> => {
    const node = nodeOf(ref);
    journal.note({
      ...{ kind: "node", subject, node, ref, state },
      ...(place === undefined ? {} : { place }),
    });
    return fault();
  };
  const undone = (ref: string, state: NodeState): void =>
    journal.forget(
      (entry) =>
        entry.kind === "node" &&
        entry.subject === subject &&
        entry.ref === ref &&
        entry.state === state,
    );
  const layCertificate = driver.layCertificate?.bind(driver);
  const changes: Partial<TargetDriver>[] = [
    {
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
    },
    driver.crash === undefined
      ? {}
      : { crash: (ref) => doing(ref, "down", async () => driver.crash?.(ref)) },
    driver.disconnect === undefined
      ? {}
      : {
          disconnect: async (ref) =>
            doing(
              ref,
              "disconnected",
              async () => driver.disconnect?.(ref),
              await driver.placeOf?.(ref),
            ),
          reconnect: async (ref, place) => {
            await driver.reconnect?.(ref, place);
            undone(ref, "disconnected");
          },
        },
    driver.isolate === undefined
      ? {}
      : {
          isolate: (ref, cut) => doing(ref, "isolated", async () => driver.isolate?.(ref, cut)),
          restoreNetwork: async (ref) => {
            await driver.restoreNetwork?.(ref);
            undone(ref, "isolated");
          },
        },
    driver.fillDisk === undefined
      ? {}
      : {
          fillDisk: (ref) => doing(ref, "disk filled", async () => driver.fillDisk?.(ref)),
          freeDisk: async (ref) => {
            await driver.freeDisk?.(ref);
            undone(ref, "disk filled");
          },
        },
    layCertificate === undefined
      ? {}
      : {
          layCertificate: (ref, certificate) =>
            doing(ref, "with another certificate", () => layCertificate(ref, certificate)),
          removeCertificate: async (ref) => {
            await driver.removeCertificate?.(ref);
            undone(ref, "with another certificate");
          },
        },
    driver.setLogin === undefined
      ? {}
      : {
          setLogin: async (ref, user, password) => {
            journal.note({ kind: "login", subject, node: nodeOf(ref), ref, user });
            await driver.setLogin?.(ref, user, password);
            if (password !== undefined) return;
            journal.forget(
              (entry) => entry.kind === "login" && entry.ref === ref && entry.user === user,
            );
          },
        },
    driver.limits === undefined
      ? {}
      : {
          setLimits: async (ref, limits) => {
            const before = await driver.limits?.(ref);
            const isOwn = (entry: JournalEntry): boolean =>
              entry.kind === "limits" && entry.subject === subject && entry.ref === ref;
            if (before !== undefined) {
              journal.note({ kind: "limits", subject, node: nodeOf(ref), ref, before });
            }
            await driver.setLimits?.(ref, limits);
            const noted = journal.entries().find(isOwn);
            if (noted?.kind === "limits" && isDeepStrictEqual(noted.before, limits)) {
              journal.forget(isOwn);
            }
          },
        },
  ];
  const wrapped = Object.create(driver) as TargetDriver;
  for (const change of changes) Object.assign(wrapped, change);
  return wrapped;
}
