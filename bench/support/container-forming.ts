import type { DockerEnvironmentInput } from "../../configs/schema";
import type { RedisManifest } from "../../constructs/core/manifest";
import { until } from "../../operate/host/until";
import { whyNotWhole, type ClusterWatch } from "../../operate/redis/cluster-watch";
import { watchOf } from "../../operate/redis/wait-for-cluster";
import { BOOKWORM } from "../../test/support/docker-images";
import type { DockerProject } from "../../test/support/docker-project";
import { areStarted, containerStart, serverStart } from "./container-engine";

/** Longer than a deployment waits for a cluster. */
const LIMIT_MS = 120_000;
const CLUSTER = "bench";

/** How long containers took to become a cluster, in milliseconds. */
export interface ContainerFormingTimes {
  /** From the start of the last primary's container. */
  readonly sincePrimary: number;
  /** From the start of the last primary's server in its container, as on target host. */
  readonly sincePrimaryServer: number;
  /** From the start of the last container of all. */
  readonly sinceLast: number;
  /** From the start of the first container. */
  readonly sinceFirst: number;
  /** From the beginning of the deployment to its end. */
  readonly deployment: number;
}

/** An environment with one cluster of 3 × (1 + 1) in containers, Redis of Debian 12, at a port. */
export function containerCluster(
  port: number,
  subnet: string,
): Omit<DockerEnvironmentInput, "target"> {
  return { images: BOOKWORM, subnet, redis: [{ name: CLUSTER, port, nodeTimeoutMs: 2000 }] };
}

/** The cluster of such an environment, as it was synthesized. */
export function synthesizedCluster(project: DockerProject): {
  readonly manifest: RedisManifest;
  readonly directory: string;
} {
  const { output } = project.configuration() as {
    output: { manifests: { value: Record<string, RedisManifest> } };
  };
  const manifest = output.manifests.value[CLUSTER];
  if (manifest === undefined) throw new Error(`the stack has no cluster ${CLUSTER}`);
  return { manifest, directory: project.paths.manifests };
}

/**
 * Deploys the cluster of a synthesized environment, and looks at it meanwhile with the eyes and in the
 * rhythm of target host: the deployment's own gate looks more seldom.
 *
 * @throws Error why it was not deployed, or did not form
 */
export async function formContainers(project: DockerProject): Promise<ContainerFormingTimes> {
  const deployed = synthesizedCluster(project);
  const { nodes } = deployed.manifest;
  const names = nodes.map(({ ref }) => ref);
  const given = new AbortController();
  const begun = performance.now();
  const [applied, formed] = await Promise.allSettled([
    project.applier.apply().then(
      () => performance.now(),
      (error: unknown) => {
        given.abort(error);
        throw error;
      },
    ),
    whenWhole(watchOf(deployed), names, given.signal),
  ]);
  if (applied.status === "rejected") throw applied.reason;
  if (formed.status === "rejected") throw formed.reason;
  const primaries = nodes.filter(({ bornAs }) => bornAs === "primary").map(({ ref }) => ref);
  const starts = await Promise.all(names.map(containerStart));
  const primaryStarts = await Promise.all(primaries.map(containerStart));
  const serverStarts = await Promise.all(primaries.map(serverStart));
  return {
    sincePrimary: formed.value - Math.max(...primaryStarts),
    sincePrimaryServer: formed.value - Math.max(...serverStarts),
    sinceLast: formed.value - Math.max(...starts),
    sinceFirst: formed.value - Math.min(...starts),
    deployment: applied.value - begun,
  };
}

/** When a cluster is whole, on the clock of `performance.now()`. */
async function whenWhole(
  watch: ClusterWatch,
  names: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  let why: string | undefined = "not every container has started";
  try {
    const isWhole =
      (await until(LIMIT_MS, () => {
        signal.throwIfAborted();
        return areStarted(names);
      })) &&
      (await until(LIMIT_MS, async () => {
        signal.throwIfAborted();
        why = whyNotWhole(await watch.look());
        return why === undefined;
      }));
    if (isWhole) return performance.now();
  } finally {
    watch.close();
  }
  throw new Error(`the containers have not formed a cluster after ${LIMIT_MS} ms: ${why}`);
}
