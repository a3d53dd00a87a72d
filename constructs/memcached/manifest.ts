import {
  MANIFEST_SCHEMA,
  type Manifest,
  type MemcachedManifest,
  type SecretReference,
} from "../core/manifest";
import type { MemcachedModel } from "./model";
import { pointsPerServer, ringServerOf } from "./ring";
import { SASL_REALM } from "./sasl";

/** Where a target keeps what the manifest only names. */
export interface MemcachedReferences {
  readonly target: Manifest["target"];
  /** The authority that signed every node's certificate. */
  readonly authority: MemcachedManifest["tls"]["ca"];
  /** Where the password of a user lies. */
  password(user: string): SecretReference;
  /** What a user logs in as, without the realm. @default - its own name */
  login?(user: string): string;
  /** What the target's driver finds a node by. */
  node(id: string): string;
}

/** The manifest of a ring; the ring's servers stand in the order of the nodes. */
export function memcachedManifest(
  model: MemcachedModel,
  references: MemcachedReferences,
): MemcachedManifest {
  return {
    schema: MANIFEST_SCHEMA,
    environment: model.environment,
    target: references.target,
    kind: "memcached",
    name: model.name,
    engine: { name: "memcached", version: model.version },
    nodes: model.nodes.map(({ id, host, networkHost, port }) => ({
      id,
      host,
      ...(networkHost === undefined ? {} : { networkHost }),
      port,
      ref: references.node(id),
    })),
    ring: {
      algorithm: "ketama-weighted",
      points: pointsPerServer(model.nodes.length),
      servers: model.nodes.map(ringServerOf),
    },
    sasl: {
      mechanism: "PLAIN",
      login: "user@realm",
      realm: SASL_REALM,
    },
    tls: { ca: references.authority, minVersion: "TLSv1.2" },
    users: model.users.map(({ name }) => {
      const login = references.login?.(name) ?? name;
      return {
        name,
        auth: { password: references.password(name), ...(login === name ? {} : { login }) },
      };
    }),
  };
}
