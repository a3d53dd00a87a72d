import type { LoadedManifest } from "../../clients/manifest-file";
import type { RedisManifest } from "../../constructs/core/manifest";
import { UnavailableError } from "../../constructs/core/errors";
import { until } from "../../operate/host/until";
import { whyNotWhole } from "../../operate/redis/cluster-watch";
import { watchOf } from "../../operate/redis/wait-for-cluster";
import { setBack } from "../checks/redis/set-back";
import type { TargetDriver } from "../driver";
import type { JournalEntry, NodeEntry } from "./entry";
import type { Journal } from "./journal";
import { deleteRunKeys } from "./run-keys";

/** What a repair works on. */
export interface RepairProps {
  readonly deployed: readonly LoadedManifest[];
  readonly driverFor: (deployed: LoadedManifest) => TargetDriver;
  /** One line for each thing undone. */
  readonly progress: (line: string) => void;
}

/** Milliseconds that a cluster may take to become whole after its nodes are back. */
const SETTLE_MS = 30_000;
/**
 * A node may need its limits to start, and runs before anything is asked of it; a cluster that is not whole
 * deletes no keys.
 */
const ORDER: readonly JournalEntry["kind"][] = ["limits", "node", "login", "setting", "keys"];

/**
 * Undoes what a run that crashed has left, last done first. What is of a cluster, a ring or a node
 * that is deployed no more is forgotten.
 *
 * @throws UnavailableError SMOKE_NOT_REPAIRED
 */
export async function repair(journal: Journal, props: RepairProps): Promise<void> {
  const left = [...journal.entries()].reverse();
  const problems: string[] = [];
  const returning = new Set<string>();
  const incomplete = new Set<string>();
  const settled = async (subject: string): Promise<void> => {
    if (returning.delete(subject) && !incomplete.has(subject)) await settle(subject, props);
  };
  for (const entry of ORDER.flatMap((kind) => left.filter((one) => one.kind === kind))) {
    try {
      if (entry.kind === "keys") await settled(entry.subject);
      await undo(entry, props);
      // A node that lets nobody in to set it back was started again.
      if (entry.kind === "node" || entry.kind === "setting") returning.add(entry.subject);
    } catch (error) {
      if (entry.kind === "node") incomplete.add(entry.subject);
      const problem = `${describe(entry)}: ${(error as Error).message}`;
      if (entry.kind !== "keys") {
        problems.push(problem);
        continue;
      }
      props.progress(`${problem}; they are gone by themselves when their time to live ends`);
    }
    journal.forget((one) => one === entry);
  }
  if (problems.length > 0) {
    throw new UnavailableError("SMOKE_NOT_REPAIRED", {
      problem: `what an earlier run has left could not be undone: ${problems.join("; ")}`,
      fix: "mend what is said, for example by cachefort up; the next run tries again",
    });
  }
  for (const subject of [...returning]) await settled(subject);
}

async function undo(
  entry: JournalEntry,
  { deployed, driverFor, progress }: RepairProps,
): Promise<void> {
  const subject = deployed.find(({ manifest }) => manifest.name === entry.subject);
  if (subject === undefined) return;
  progress(`undoing what an earlier run has left: ${describe(entry)}`);
  if (entry.kind === "node" || entry.kind === "limits" || entry.kind === "login") {
    const isDeployed = subject.manifest.nodes.some(({ ref }) => ref === entry.ref);
    if (!isDeployed) return;
    const driver = driverFor(subject);
    if (entry.kind === "node") return restore(driver, entry);
    if (entry.kind === "limits") return driver.setLimits?.(entry.ref, entry.before);
    return driver.setLogin?.(entry.ref, entry.user, undefined);
  }
  if (!isRedis(subject)) return;
  if (entry.kind === "keys") return deleteRunKeys(subject, entry.runId);
  const node = subject.manifest.nodes.find(({ id }) => id === entry.node);
  if (node?.host === undefined || node.port === undefined) return;
  const { id, host, port, ref } = node;
  const change = { parameter: entry.parameter, value: entry.before };
  return setBack(subject, driverFor(subject), { id, host, port, ref }, change);
}

/** A node that is back finds its place again; whether the cluster is whole then, the checks tell. */
async function settle(subject: string, { deployed }: RepairProps): Promise<void> {
  const cluster = deployed.find(({ manifest }) => manifest.name === subject);
  if (cluster === undefined || !isRedis(cluster)) return;
  const watch = watchOf(cluster);
  try {
    await until(SETTLE_MS, async () => whyNotWhole(await watch.look()) === undefined);
  } finally {
    watch.close();
  }
}

async function restore(driver: TargetDriver, { place, ref, state }: NodeEntry): Promise<void> {
  switch (state) {
    case "down":
      return driver.start(ref);
    case "paused":
      // One that was killed meanwhile has nothing to resume.
      return (await driver.isRunning(ref)) ? driver.resume(ref) : undefined;
    case "disconnected":
      return driver.reconnect?.(ref, place);
    case "isolated":
      return driver.restoreNetwork?.(ref);
    case "disk filled":
      return driver.freeDisk?.(ref);
    case "with another certificate":
      return driver.removeCertificate?.(ref);
  }
}

function isRedis(deployed: LoadedManifest): deployed is LoadedManifest<RedisManifest> {
  return deployed.manifest.kind === "redis-cluster";
}

function describe(entry: JournalEntry): string {
  switch (entry.kind) {
    case "node":
      return `node ${entry.node} of ${entry.subject} ${entry.state}`;
    case "login":
      return `login ${entry.user} of node ${entry.node} of ${entry.subject}`;
    case "limits":
      return `limits of node ${entry.node} of ${entry.subject}`;
    case "setting":
      return `${entry.parameter} of node ${entry.node} of ${entry.subject}`;
    case "keys":
      return `keys of run ${entry.runId} in ${entry.subject}`;
  }
}
