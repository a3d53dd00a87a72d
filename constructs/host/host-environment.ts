import type { SecretDigests } from "../core/secret-digests";
import type { MemcachedBuild } from "../memcached/model";
import type { RedisEngine } from "../redis/engine";
import type { EnvironmentPaths } from "../core/environment-paths";

/** What the host target knows of the machine and the environment it deploys to. */
export interface HostEnvironment {
  readonly name: string;
  readonly paths: EnvironmentPaths;
  readonly secrets: SecretDigests;
  /** The Redis or Valkey that is installed. */
  readonly redis: RedisEngine;
  /** The memcached that is installed. */
  readonly memcached: MemcachedBuild;
  /** Value that makes the next deployment heal nodes that are down; see `incidentOf`. */
  incident(home: string, nodeIds: readonly string[]): string;
}
