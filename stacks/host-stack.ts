import { join, relative, resolve } from "node:path";
import { App, LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { Manifest } from "../constructs/core/manifest";
import { HostGuard } from "../constructs/host/host-guard";
import type { HostEnvironment } from "../constructs/host/host-environment";
import { HostMemcached } from "../constructs/memcached/host/host-memcached";
import type { MemcachedClusterProps } from "../constructs/memcached/props";
import {
  HostRedisCluster,
  type HostRedisClusterProps,
} from "../constructs/redis/host/host-redis-cluster";
import { requireDistinctNames, requireDistinctPorts } from "./distinct-places";

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
export class HostStack extends TerraformStack {
  readonly manifests: Readonly<Record<string, Manifest>>;

  constructor(scope: Construct, id: string, props: HostStackProps) {
    super(scope, id);
    const { host, redis = [], memcached = [] } = props;
    requireDistinctNames([...redis, ...memcached].map(({ name }) => name));
    new LocalBackend(this, {
      path: this.fromStackFolder(join(host.paths.state, "terraform.tfstate")),
    });
    // Stays when the last cluster goes: it stops the cluster's servers.
    HostGuard.of(this);
    const clusters = [
      ...redis.map((cluster) => new HostRedisCluster(this, cluster.name, { ...cluster, host })),
      ...memcached.map((ring) => new HostMemcached(this, ring.name, { ...ring, host })),
    ];
    const manifests = clusters.map(({ manifest }) => manifest);
    requireDistinctPorts(manifests);
    this.manifests = Object.fromEntries(manifests.map((manifest) => [manifest.name, manifest]));
    // A value given to the constructor is not allowed to hold a null, which a disabled command is.
    new TerraformOutput(this, "manifests", { value: {} }).addOverride("value", this.manifests);
  }

  /** Terraform runs in the stack's folder; a relative path keeps the machine out of the JSON. */
  private fromStackFolder(path: string): string {
    return relative(resolve(App.of(this).outdir, "stacks", this.node.id), path);
  }
}
