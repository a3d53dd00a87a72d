import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LoadedManifest } from "../../clients/manifest-file";
import { MANIFEST_SCHEMA, type RedisManifest } from "../../constructs/core/manifest";

/** A manifest with its secrets in a folder of its own. */
export interface TestManifest {
  readonly deployed: LoadedManifest<RedisManifest>;
  remove(): void;
}

/** Describes a cluster of one node on loopback with the user `api`, whether or not it is there. */
export function createTestManifest(props: {
  readonly port: number;
  /** PEM. */
  readonly authority: string;
  readonly password: string;
  readonly changes?: Partial<RedisManifest>;
}): TestManifest {
  const directory = mkdtempSync(join(tmpdir(), "cachefort-manifest-"));
  writeFileSync(join(directory, "ca.crt"), props.authority);
  writeFileSync(join(directory, "api.password"), props.password, { mode: 0o600 });
  const address = { host: "127.0.0.1", port: props.port };
  const manifest: RedisManifest = {
    schema: MANIFEST_SCHEMA,
    environment: "test",
    target: "host",
    kind: "redis-cluster",
    name: "sessions",
    engine: { name: "redis", version: "7.0.15" },
    entrypoints: [address],
    nodes: [{ id: "0-0", shard: 0, ref: "0-0", ...address }],
    topology: { shards: 1, replicasPerShard: 0, slots: 16384 },
    nodeTimeoutMs: 2000,
    tls: { ca: { file: "ca.crt" }, minVersion: "TLSv1.2" },
    users: [
      {
        name: "api",
        role: "readWrite",
        keys: ["session:*"],
        auth: { password: { file: "api.password" } },
      },
    ],
    renamedCommands: [],
    ...props.changes,
  };
  return {
    deployed: { manifest, directory },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
