import { join } from "node:path";
import { Construct } from "constructs";
import { HostGuard } from "./host-guard";
import { kitProvisioner } from "../terraform/kit-command";
import { TerraformData } from "../terraform/terraform-data";

/** What a reconciliation is told, whatever it reconciles. */
export interface ReconcileOrder {
  readonly kind: string;
  /** Folder of the nodes, absolute. */
  readonly home: string;
  /** Folder of the environment's secrets, absolute. */
  readonly secrets: string;
  /** Id of the incident that the reconciliation heals. */
  readonly incident: string;
}

/** What the servers of one cluster or ring are reconciled from. */
export interface HostNodesProps {
  /** Name of the cluster or ring. */
  readonly name: string;
  /** Ids of the nodes; a node that leaves the list is stopped. */
  readonly nodeIds: readonly string[];
  /** Plain data without secrets. */
  readonly order: ReconcileOrder;
  /** Changes with every secret and certificate that a node is started with. */
  readonly secretsDigest: string;
}

/**
 * The life cycle of local servers: guards, whose only work is to stop a node when it leaves, and one
 * reconciliation for everything else, which depends on them.
 *
 * The Terraform addresses follow from the name of the cluster or ring, and not from the place of the
 * construct in the tree: one that is renamed or moved must not stop servers.
 *
 * @throws ValidationError NAME_TWICE
 */
export class HostNodes extends Construct {
  /** The guards of every node of the stack, these among them. */
  readonly guard: TerraformData;
  /** Starts, changes and heals; replaced whenever what it was told changes. */
  readonly reconciliation: TerraformData;

  constructor(scope: Construct, id: string, props: HostNodesProps) {
    super(scope, id);
    const { name, nodeIds, order, secretsDigest } = props;
    const guard = HostGuard.of(this);
    guard.addNodes(
      this,
      name,
      Object.fromEntries(nodeIds.map((node) => [node, join(order.home, node)])),
    );
    this.guard = guard.resource;
    this.reconciliation = new TerraformData(this, "reconciliation", {
      triggersReplace: { order: JSON.stringify(order), secrets: secretsDigest },
      dependsOn: [this.guard],
      lifecycle: { createBeforeDestroy: true },
      provisioners: [
        kitProvisioner({
          words: ["reconcile"],
          environment: { CACHEFORT_ORDER: JSON.stringify(order) },
        }),
      ],
    });
    this.reconciliation.overrideLogicalId(`${name}_reconciliation`);
  }
}
