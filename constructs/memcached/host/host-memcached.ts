import { Construct } from "constructs";
import { digestOfParts } from "../../core/digest";
import type { MemcachedManifest } from "../../core/manifest";
import type { HostEnvironment } from "../../host/host-environment";
import { HostNodes, type ReconcileOrder } from "../../host/host-nodes";
import { warnOnce } from "../../terraform/warn-once";
import type { IMemcachedCluster } from "../cluster";
import { memcachedManifest } from "../manifest";
import { createMemcachedModel, type MemcachedModel } from "../model";
import type { MemcachedClusterProps } from "../props";
import { memcachedWarning } from "../version-floor";

/** A Memcached ring of plain processes on this machine. */
export interface HostMemcachedProps extends MemcachedClusterProps {
  readonly host: HostEnvironment;
}

/** What the reconciliation of a Memcached ring is told. */
export interface HostMemcachedOrder extends ReconcileOrder {
  readonly kind: "memcached";
  readonly model: MemcachedModel;
}

/**
 * A Memcached ring of `memcached` processes on 127.0.0.1, with SASL and TLS.
 *
 * @throws ValidationError for props that would give no working ring; see `createMemcachedModel`
 */
export class HostMemcached extends Construct implements IMemcachedCluster {
  readonly name: string;
  readonly manifest: MemcachedManifest;
  /** The Terraform resources, for `addOverride`. */
  readonly resources: HostNodes;

  constructor(scope: Construct, id: string, props: HostMemcachedProps) {
    super(scope, id);
    const { host } = props;
    const model = createMemcachedModel(host.name, props, { build: host.memcached });
    const home = host.paths.home(model.name);
    const nodeIds = model.nodes.map((node) => node.id);
    const order: HostMemcachedOrder = {
      kind: "memcached",
      model,
      home,
      secrets: host.paths.secrets,
      incident: host.incident(home, nodeIds),
    };
    const warning = memcachedWarning(host.memcached);
    if (warning !== undefined) warnOnce(this, warning);
    this.name = model.name;
    this.resources = new HostNodes(this, "nodes", {
      name: model.name,
      nodeIds,
      order,
      secretsDigest: digestOfParts([
        ...model.users.map((user) => host.secrets.passwordHash(model.name, user.name)),
        ...nodeIds.map((node) => host.secrets.certificateDigest(model.name, node)),
      ]),
    });
    this.manifest = memcachedManifest(model, {
      target: "host",
      authority: { file: "../secrets/ca.crt" },
      password: (user) => ({ file: `../secrets/${model.name}/users/${user}.password` }),
      node: (id) => host.paths.fromManifest(`${home}/${id}`),
    });
  }
}
