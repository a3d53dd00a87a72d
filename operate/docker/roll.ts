import type { LoadedManifest } from "../../clients/manifest-file";
import type { Manifest, RedisManifest } from "../../constructs/core/manifest";
import type { EnvironmentPaths } from "../../constructs/core/environment-paths";
import type { Applier } from "./applier";
import { docker } from "./engine";
import { existingContainers, type ExistingContainer } from "./existing";
import { isAnotherNetwork } from "./network";
import { requirePlace } from "./place";
import { prepareForReplacement } from "./replace-all";
import { rollCluster } from "./roll-cluster";
import { rollRing } from "./roll-ring";
import { readSynthesized, type SynthesizedStack, type WantedContainer } from "./synthesized";
import { waitUsable } from "./wait-usable";

/** A deployment of an environment of containers. */
export interface DockerDeployment {
  readonly paths: EnvironmentPaths;
  /** Folder of the synthesized stack. */
  readonly folder: string;
  /** What was deployed before, by the name of the cluster or ring. */
  readonly before: ReadonlyMap<string, LoadedManifest>;
  readonly applier: Applier;
  readonly log: (line: string) => void;
}

/**
 * Brings an environment of containers to what was synthesized. What stopped is started as it is; what
 * changed is replaced one node at a time, each after the cluster or ring is whole again; the rest is
 * Terraform's own order. With another network everything is replaced at once. It ends when all is usable.
 *
 * @throws OperationError REDIS_HAND_OVER_FAILED, REDIS_AOF_REWRITE_FAILED, REDIS_CLUSTER_NOT_WHOLE,
 * REDIS_NODE_DIED, MEMCACHED_NODE_NOT_READY, DOCKER_STACK_UNREADABLE
 * @throws ValidationError DOCKER_NAME_TAKEN, DOCKER_SUBNET_TAKEN
 * @throws UnavailableError DOCKER_MISSING, DOCKER_UNREACHABLE, DOCKER_FAILED, DOCKER_ENGINE_OLD,
 * DOCKER_ENGINE_REMOTE, HOST_PORT_TAKEN
 */
export async function deployContainers(deployment: DockerDeployment): Promise<void> {
  const { applier, before, folder, paths } = deployment;
  const synthesized = readSynthesized(folder);
  const existing = await existingContainers(paths);
  await requirePlace(paths, synthesized, existing);
  await startStopped(deployment, synthesized, existing);
  if (existing.length > 0 && (await isAnotherNetwork(synthesized.network))) {
    await prepareForReplacement(deployment, synthesized, existing);
  } else {
    await rollChanged(deployment, synthesized, existing);
  }
  await applier.apply();
  // A gate waits in a deployment that changes something, and who was started has changed nothing.
  for (const manifest of synthesized.manifests) {
    const deployed = before.get(manifest.name);
    if (deployed !== undefined) await waitUsable({ ...deployed, manifest });
  }
}

async function rollChanged(
  deployment: DockerDeployment,
  synthesized: SynthesizedStack,
  existing: readonly ExistingContainer[],
): Promise<void> {
  for (const manifest of synthesized.manifests) {
    const deployed = deployment.before.get(manifest.name);
    const changed = changedOf(manifest, synthesized, existing);
    if (changed.length === 0 || deployed === undefined) continue;
    await rollOne(deployment, deployed, manifest, changed, existing);
  }
}

/** Containers that exist and are made from something else than the stack wants now. */
function changedOf(
  { nodes }: Manifest,
  { containers }: SynthesizedStack,
  existing: readonly ExistingContainer[],
): WantedContainer[] {
  const digests = new Map(existing.map(({ name, digest }) => [name, digest]));
  return nodes.flatMap(({ ref }) => {
    const wanted = containers.get(ref);
    const digest = digests.get(ref);
    return wanted === undefined || digest === undefined || digest === wanted.digest ? [] : [wanted];
  });
}

async function startStopped(
  { log }: DockerDeployment,
  { containers }: SynthesizedStack,
  existing: readonly ExistingContainer[],
): Promise<void> {
  const stopped = existing.filter(({ isRunning, name }) => !isRunning && containers.has(name));
  if (stopped.length === 0) return;
  log(`starting ${stopped.map(({ name }) => name).join(", ")}`);
  await docker("start", ...stopped.map(({ name }) => name));
}

async function rollOne(
  { applier, log }: DockerDeployment,
  deployed: LoadedManifest,
  wanted: Manifest,
  changed: readonly WantedContainer[],
  existing: readonly ExistingContainer[],
): Promise<void> {
  if (wanted.kind === "redis-cluster") {
    if (deployed.manifest.kind !== "redis-cluster") return;
    const old: LoadedManifest<RedisManifest> = { ...deployed, manifest: deployed.manifest };
    return rollCluster({ old, wanted, changed, applier, log });
  }
  await rollRing({
    wanted: { ...deployed, manifest: wanted },
    existing: new Set(existing.map(({ name }) => name)),
    changed,
    applier,
    log,
  });
}
