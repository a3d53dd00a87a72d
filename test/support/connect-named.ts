import type { Redis } from "ioredis";
import { readAuthority, type LoadedManifest } from "../../clients/manifest-file";
import { redisCredentials } from "../../clients/redis/credentials";
import { connectNode } from "../../clients/redis/node-connection";
import type { RedisManifest } from "../../constructs/core/manifest";

/** A project whose clusters a test may ask. */
export interface RedisProject {
  redis(name: string): LoadedManifest<RedisManifest>;
  /** A connection to one node of a cluster; the caller disconnects it. */
  connect(name: string, id: string, user?: string): Promise<Redis>;
}

/** A connection to the node of a manifest that has this id; the caller disconnects it. */
export async function connectNamed(
  deployed: LoadedManifest<RedisManifest>,
  id: string,
  user: string,
): Promise<Redis> {
  const node = deployed.manifest.nodes.find((candidate) => candidate.id === id);
  if (node?.host === undefined || node.port === undefined) {
    throw new Error(`${deployed.manifest.name} has no node ${id}`);
  }
  const authority = readAuthority(deployed);
  return connectNode({
    host: node.host,
    port: node.port,
    ...redisCredentials(deployed, user),
    ...(authority === undefined ? {} : { authority }),
  });
}
