import type { LoadedManifest } from "../clients/manifest-file";
import { UnavailableError } from "../constructs/core/errors";
import type { Manifest, RedisManifest } from "../constructs/core/manifest";
import { parseClusterNodes } from "../constructs/redis/cluster-nodes";
import { HEALTH_USER } from "../constructs/redis/system-users";
import { nodeLogin } from "./checks/redis/node-login";
import { type Reply, RedisSession } from "./probes/redis-session";
import { membersShown, parseClusterSlots } from "./shown-nodes";

/** What the entrypoint tells of the nodes. */
interface Answers {
  readonly slots: unknown;
  readonly nodes: string;
}

/**
 * Completes a manifest that names no address of its nodes, as no plan knows those of a service: asks an
 * entrypoint. Their number is what is there now.
 *
 * @throws UnavailableError SMOKE_NODES_NOT_FOUND
 */
export async function findNodes(deployed: LoadedManifest): Promise<LoadedManifest> {
  const { manifest } = deployed;
  if (!isWithoutAddress(manifest)) return deployed;
  const answers = await askEntrypoints({ ...deployed, manifest });
  const lines = parseClusterNodes(answers.nodes);
  const { nodes, strangers } = membersShown(lines, parseClusterSlots(answers.slots));
  if (strangers.length > 0 || nodes.length === 0) {
    const shown = strangers.length > 0 ? strangers.join(", ") : "no node";
    throw notFound(manifest, `it shows ${shown}`);
  }
  return { ...deployed, manifest: { ...manifest, nodes } };
}

function isWithoutAddress(manifest: Manifest): manifest is RedisManifest {
  return (
    manifest.kind === "redis-cluster" &&
    manifest.target === "aws" &&
    manifest.nodes.some(({ host }) => host === undefined)
  );
}

async function askEntrypoints(deployed: LoadedManifest<RedisManifest>): Promise<Answers> {
  const { manifest } = deployed;
  const problems: unknown[] = [];
  for (const { host, port } of manifest.entrypoints) {
    try {
      return await ask({ host, port, ...(await nodeLogin(deployed, HEALTH_USER)) });
    } catch (cause) {
      problems.push(cause);
    }
  }
  const [cause] = problems;
  throw notFound(manifest, cause instanceof Error ? cause.message : "there is none", cause);
}

async function ask(props: Parameters<typeof RedisSession.open>[0]): Promise<Answers> {
  const session = await RedisSession.open(props);
  try {
    const slots = await session.ask("CLUSTER", "SLOTS");
    const nodes = await session.ask("CLUSTER", "NODES");
    return { slots: valueOf(slots), nodes: String(valueOf(nodes)) };
  } finally {
    session.close();
  }
}

function valueOf(reply: Reply): unknown {
  if (reply.kind === "error") throw new Error(reply.message);
  return reply.value;
}

function notFound(manifest: RedisManifest, why: string, cause?: unknown): UnavailableError {
  return new UnavailableError(
    "SMOKE_NODES_NOT_FOUND",
    {
      problem: `the entrypoint of ${manifest.name} does not tell the nodes by their names: ${why}`,
      received: manifest.entrypoints.map(({ host, port }) => `${host}:${port}`),
      fix: `look whether it is the configuration endpoint, and whether ${HEALTH_USER} may log in`,
    },
    undefined,
    { cause },
  );
}
