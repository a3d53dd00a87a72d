import { MANIFEST_SCHEMA, type MemcachedManifest } from "../../core/manifest";
import { pointsPerServer, ringServerOf } from "../ring";
import { type ElastiCacheModel, nodeNumber } from "./elasticache-model";

/**
 * The manifest of a ring in ElastiCache: as that of every target, but without `sasl` and users.
 *
 * @param addressOf name of a node by its place in the ring; may be a token
 */
export function elastiCacheManifest(
  model: ElastiCacheModel,
  addressOf: (index: number) => string,
): MemcachedManifest {
  const { environment, id, name, port, version, zones } = model;
  const nodes = zones.map((_, index) => ({
    id: String(index),
    host: addressOf(index),
    port,
    ref: `${id}/${nodeNumber(index)}`,
  }));
  return {
    schema: MANIFEST_SCHEMA,
    environment,
    target: "aws",
    kind: "memcached",
    name,
    engine: { name: "memcached", version },
    nodes,
    ring: {
      algorithm: "ketama-weighted",
      points: pointsPerServer(nodes.length),
      servers: nodes.map(ringServerOf),
    },
    tls: { ca: "system", minVersion: "TLSv1.2" },
    users: [],
  };
}
