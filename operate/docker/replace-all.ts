import type { LoadedManifest } from "../../clients/manifest-file";
import type { RedisManifest } from "../../constructs/core/manifest";
import { watchOf } from "../redis/wait-for-cluster";
import { docker } from "./engine";
import type { ExistingContainer } from "./existing";
import { retireDisabled } from "./retire-disabled";
import type { DockerDeployment } from "./roll";
import type { SynthesizedStack } from "./synthesized";

/**
 * Makes ready for the replacement of every container at once, and tells what it costs.
 *
 * @throws OperationError REDIS_AOF_REWRITE_FAILED
 */
export async function prepareForReplacement(
  { before, log }: DockerDeployment,
  { manifests }: SynthesizedStack,
  existing: readonly ExistingContainer[],
): Promise<void> {
  log(
    "the network is made anew: every container is replaced at once, and the environment is away meanwhile",
  );
  const forgetful = await withoutPersistence(existing);
  for (const wanted of manifests) {
    const deployed = before.get(wanted.name);
    if (wanted.kind !== "redis-cluster" || deployed?.manifest.kind !== "redis-cluster") continue;
    if (wanted.nodes.some(({ ref }) => forgetful.has(ref))) {
      log(`${wanted.name} keeps nothing on disk: all its data is lost by it`);
    }
    const old: LoadedManifest<RedisManifest> = { ...deployed, manifest: deployed.manifest };
    const watch = watchOf(old);
    try {
      await retireDisabled({ old, wanted, log }, watch);
    } finally {
      watch.close();
    }
  }
}

/** Names of the containers whose servers keep no log of writes. */
async function withoutPersistence(
  existing: readonly ExistingContainer[],
): Promise<ReadonlySet<string>> {
  const { stdout } = await docker("container", "inspect", ...existing.map(({ name }) => name));
  const containers = JSON.parse(stdout) as {
    readonly Name: string;
    readonly Config: { readonly Env: readonly string[] | null };
  }[];
  return new Set(
    containers
      .filter(({ Config }) => Config.Env?.includes("CF_APPEND_ONLY=no") === true)
      .map(({ Name }) => Name.replace(/^\//, "")),
  );
}
