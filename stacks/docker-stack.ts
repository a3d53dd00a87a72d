import type { Construct } from "constructs";
import type { Manifest } from "../constructs/core/manifest";
import type { DockerEnvironment } from "../constructs/docker/docker-environment";
import { DockerMemcached } from "../constructs/memcached/docker/docker-memcached";
import { PolicyAspect } from "../constructs/policy/policy-aspect";
import type { DockerMemcachedProps } from "../constructs/memcached/docker/docker-memcached-model";
import { DockerRedisCluster } from "../constructs/redis/docker/docker-redis-cluster";
import type { DockerRedisClusterProps } from "../constructs/redis/docker/docker-redis-model";
import {
  requireDistinctAddresses,
  requireDistinctNames,
  requireDistinctPorts,
} from "./distinct-places";
import { EnvironmentStack } from "./environment-stack";

/** An environment of containers on one engine. */
export interface DockerStackProps {
  readonly docker: DockerEnvironment;
  /** @default - none */
  readonly redis?: readonly Omit<DockerRedisClusterProps, "docker">[];
  /** @default - none */
  readonly memcached?: readonly Omit<DockerMemcachedProps, "docker">[];
}

/**
 * Every cluster and ring of an environment of containers, in one network, under the security policy of
 * docs/policy.md. Its one output, `manifests`,
 * holds the manifest of each by name.
 *
 * @throws ValidationError NAME_TWICE, PORT_TWICE, ADDRESS_TWICE, and those of the clusters and rings
 */
export class DockerStack extends EnvironmentStack {
  readonly manifests: Readonly<Record<string, Manifest>>;

  constructor(scope: Construct, id: string, props: DockerStackProps) {
    const { docker, redis = [], memcached = [] } = props;
    super(scope, id, docker.paths);
    requireDistinctNames([...redis, ...memcached].map(({ name }) => name));
    const clusters = [
      ...redis.map((cluster) => new DockerRedisCluster(this, cluster.name, { ...cluster, docker })),
      ...memcached.map((ring) => new DockerMemcached(this, ring.name, { ...ring, docker })),
    ];
    const manifests = clusters.map(({ manifest }) => manifest);
    requireDistinctPorts(manifests);
    requireDistinctAddresses(
      clusters.flatMap(({ addresses, name }) => addresses.map((address) => ({ name, address }))),
    );
    this.manifests = this.putOut(manifests);
    PolicyAspect.add(this);
  }
}
