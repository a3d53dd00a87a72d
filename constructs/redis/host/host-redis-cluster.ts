import { Construct } from "constructs";
import { digestOfParts } from "../../core/digest";
import type { RedisManifest } from "../../core/manifest";
import type { HostEnvironment } from "../../host/host-environment";
import { HostNodes, type ReconcileOrder } from "../../host/host-nodes";
import { warnOfRiskyGrants } from "../../terraform/warn-of-risky-grants";
import { warnOnce } from "../../terraform/warn-once";
import type { IRedisCluster } from "../cluster";
import { engineWarning } from "../engine";
import { redisManifestOf } from "../manifest";
import { specOf, type RedisClusterModel, type RedisClusterSpec } from "../model";
import { loginNames } from "../users-acl";
import { hostRedisModel, type HostRedisClusterProps } from "./host-redis-model";

/** What the reconciliation of a Redis Cluster is told. */
export interface HostRedisOrder extends ReconcileOrder {
  readonly kind: "redis-cluster";
  readonly spec: RedisClusterSpec;
}

/**
 * A Redis Cluster of `redis-server` processes on 127.0.0.1, with TLS on every link. Grants that few
 * applications need, such as every key or `+@all`, are warned of.
 *
 * @throws ValidationError for props that would give no working cluster; see `createRedisModel`
 */
export class HostRedisCluster extends Construct implements IRedisCluster {
  readonly name: string;
  readonly manifest: RedisManifest;
  /** The Terraform resources, for `addOverride`. */
  readonly resources: HostNodes;

  constructor(scope: Construct, id: string, props: HostRedisClusterProps) {
    super(scope, id);
    const model = hostRedisModel(props, props.host);
    const { paths, secrets } = props.host;
    const home = paths.home(model.name);
    const nodeIds = model.nodes.map((node) => node.id);
    const order: HostRedisOrder = {
      kind: "redis-cluster",
      spec: specOf(model),
      home,
      secrets: paths.secrets,
      incident: props.host.incident(home, nodeIds),
    };
    const warning = engineWarning(model.engine);
    if (warning !== undefined) warnOnce(this, warning);
    this.name = model.name;
    warnOfRiskyGrants(this, model.users);
    this.resources = new HostNodes(this, "nodes", {
      name: model.name,
      nodeIds,
      order,
      secretsDigest: digestOfParts([
        ...loginNames(model.users).map((user) => secrets.passwordHash(model.name, user)),
        ...model.renamedCommands.renamed.map((command) =>
          secrets.commandNameDigest(model.name, command),
        ),
        ...nodeIds.map((node) => secrets.certificateDigest(model.name, node)),
      ]),
    });
    this.manifest = hostRedisManifest(model, props.host);
  }
}

function hostRedisManifest(model: RedisClusterModel, host: HostEnvironment): RedisManifest {
  const { paths } = host;
  const secret = (...parts: string[]): { file: string } => ({
    file: ["..", "secrets", ...parts].join("/"),
  });
  return redisManifestOf(model, {
    target: "host",
    authority: secret("ca.crt"),
    password: (user) => secret(model.name, "users", `${user}.password`),
    commandName: (command) => secret(model.name, "commands", `${command}.name`),
    nodeRef: (node) => paths.fromManifest(`${paths.home(model.name)}/${node.id}`),
  });
}
