import type { Construct } from "constructs";
import type { Manifest } from "../constructs/core/manifest";
import { HostGuard } from "../constructs/host/host-guard";
import type { HostEnvironment } from "../constructs/host/host-environment";
import { HostMemcached } from "../constructs/memcached/host/host-memcached";
import type { MemcachedClusterProps } from "../constructs/memcached/props";
import { HostRedisCluster } from "../constructs/redis/host/host-redis-cluster";
import type { HostRedisClusterProps } from "../constructs/redis/host/host-redis-model";
import { requireDistinctNames, requireDistinctPorts } from "./distinct-places";
import { EnvironmentStack } from "./environment-stack";

/** An environment of plain processes on this machine. */
export interface HostStackProps {
  readonly host: HostEnvironment;
  /** @default - none */
  readonly redis?: readonly Omit<HostRedisClusterProps, "host">[];
  /** @default - none */
  readonly memcached?: readonly MemcachedClusterProps[];
}

/**
 * Every cluster and ring of an environment on this machine. Its one output, `manifests`, holds the
 * manifest of each by name.
 *
 * @throws ValidationError NAME_TWICE, PORT_TWICE, and those of the clusters and rings
 */
export class HostStack extends EnvironmentStack {
  readonly manifests: Readonly<Record<string, Manifest>>;

  constructor(scope: Construct, id: string, props: HostStackProps) {
    const { host, redis = [], memcached = [] } = props;
    super(scope, id, host.paths);
    requireDistinctNames([...redis, ...memcached].map(({ name }) => name));
    // Stays when the last cluster goes: it stops the cluster's servers.
    HostGuard.of(this);
    const clusters = [
      ...redis.map((cluster) => new HostRedisCluster(this, cluster.name, { ...cluster, host })),
      ...memcached.map((ring) => new HostMemcached(this, ring.name, { ...ring, host })),
    ];
    const manifests = clusters.map(({ manifest }) => manifest);
    requireDistinctPorts(manifests);
    this.manifests = this.putOut(manifests);
  }
}
