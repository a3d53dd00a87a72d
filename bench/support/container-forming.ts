import type { DockerEnvironmentInput } from "../../configs/schema";
import type { RedisManifest } from "../../constructs/core/manifest";
import type { ClusterNodeLine } from "../../constructs/redis/cluster-nodes";
import { until } from "../../operate/host/until";
import { whyNotWhole, type ClusterWatch, type NodeView } from "../../operate/redis/cluster-watch";
import { watchOf } from "../../operate/redis/wait-for-cluster";
import { BOOKWORM } from "../../test/support/docker-images";
import type { DockerProject } from "../../test/support/docker-project";
import { areStarted, containerStart, serverStart } from "./container-engine";

/** Longer than a deployment waits for a cluster. */
const LIMIT_MS = 120_000;
const CLUSTER = "bench";

/** How long containers took to become a cluster, in milliseconds. */
export interface ContainerFormingTimes {
  /** From the start of the last container. */
  readonly sinceLast: number;
  /** From the start of the last server's process, as on target host. */
  readonly sinceLastServer: number;
  /** From the start of the first container. */
  readonly sinceFirst: number;
  /** From the beginning of the deployment to its end. */
  readonly deployment: number;
}

/** A cluster that was formed once. */
export interface ContainerForming {
  readonly times: ContainerFormingTimes;
  /** Shards of which a replica was elected before their primary had come. */
  readonly elected: number;
}

/** An environment with one cluster of 3 × (1 + 1) in containers, Redis of Debian 12, at a port. */
export function containerCluster(
  port: number,
  subnet: string,
  nodeTimeoutMs = 2000,
): Omit<DockerEnvironmentInput, "target"> {
  return { images: BOOKWORM, subnet, redis: [{ name: CLUSTER, port, nodeTimeoutMs }] };
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
export async function formContainers(project: DockerProject): Promise<ContainerForming> {
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
  const { lines, moment } = formed.value;
  const starts = await Promise.all(names.map(containerStart));
  const serverStarts = await Promise.all(names.map(serverStart));
  const bornReplicas = nodes.filter(({ bornAs }) => bornAs === "replica").map(({ port }) => port);
  return {
    times: {
      sinceLast: moment - Math.max(...starts),
      sinceLastServer: moment - Math.max(...serverStarts),
      sinceFirst: moment - Math.min(...starts),
      deployment: applied.value - begun,
    },
    elected: lines.filter(({ port, slots }) => slots.length > 0 && bornReplicas.includes(port))
      .length,
  };
}

/** A whole cluster, and since when on the clock of `performance.now()`. */
interface Whole {
  readonly lines: readonly ClusterNodeLine[];
  readonly moment: number;
}

/** Waits until containers are a whole cluster. */
async function whenWhole(
  watch: ClusterWatch,
  names: readonly string[],
  signal: AbortSignal,
): Promise<Whole> {
  let views: NodeView[] = [];
  try {
    const isWhole =
      (await until(LIMIT_MS, () => {
        signal.throwIfAborted();
        return areStarted(names);
      })) &&
      (await until(LIMIT_MS, async () => {
        signal.throwIfAborted();
        views = await watch.look();
        return whyNotWhole(views) === undefined;
      }));
    if (isWhole) return { lines: views[0]?.lines ?? [], moment: performance.now() };
  } finally {
    watch.close();
  }
  const why = views.length === 0 ? "not every container has started" : whyNotWhole(views);
  throw new Error(`the containers have not formed a cluster after ${LIMIT_MS} ms: ${why}`);
}
