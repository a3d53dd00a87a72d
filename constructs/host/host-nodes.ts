import { join } from "node:path";
import { Construct } from "constructs";
import { kitProvisioner } from "./kit-command";
import { TerraformData } from "./terraform-data";

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
  /** Ids of the nodes; a node that leaves the list is stopped. */
  readonly nodeIds: readonly string[];
  /** Plain data without secrets. */
  readonly order: ReconcileOrder;
  /** Changes with every secret and certificate that a node is started with. */
  readonly secretsDigest: string;
}

/**
 * The life cycle of local servers: one guard per node, whose only work is to stop the node when it
 * leaves, and one reconciliation for everything else, which depends on the guards.
 */
export class HostNodes extends Construct {
  /** One instance per node; destroying an instance stops its node. */
  readonly guard: TerraformData;
  /** Starts, changes and heals; replaced whenever what it was told changes. */
  readonly reconciliation: TerraformData;

  constructor(scope: Construct, id: string, props: HostNodesProps) {
    super(scope, id);
    this.guard = new TerraformData(this, "node", {
      triggersReplace: { directory: "${each.value}" },
      provisioners: [
        kitProvisioner({
          words: ["stop-node"],
          environment: { CACHEFORT_NODE: "${self.triggers_replace.directory}" },
          when: "destroy",
        }),
      ],
    });
    this.guard.addOverride(
      "for_each",
      Object.fromEntries(props.nodeIds.map((node) => [node, join(props.order.home, node)])),
    );
    this.reconciliation = new TerraformData(this, "reconciliation", {
      triggersReplace: { order: JSON.stringify(props.order), secrets: props.secretsDigest },
      dependsOn: [this.guard],
      lifecycle: { createBeforeDestroy: true },
      provisioners: [
        kitProvisioner({
          words: ["reconcile"],
          environment: { CACHEFORT_ORDER: JSON.stringify(props.order) },
        }),
      ],
    });
  }
}
