import { Construct } from "constructs";
import type { ITerraformDependable } from "cdktf";
import type { Manifest } from "../core/manifest";
import type { EnvironmentPaths } from "../core/environment-paths";
import { kitProvisioner } from "../terraform/kit-command";
import { TerraformData } from "../terraform/terraform-data";

/** What is waited for at the end of a deployment. */
export interface GateProps {
  readonly name: string;
  readonly manifest: Manifest;
  readonly paths: EnvironmentPaths;
  /** The containers; a node's own health never waits for another node. */
  readonly dependsOn: readonly ITerraformDependable[];
  /** Folders of the containers' configuration; others of the same nodes are no longer needed. */
  readonly confFolders: readonly string[];
  /** Changes with everything that a container is made from. */
  readonly digest: string;
}

/** What a gate is told. */
export interface GateOrder {
  readonly kind: "gate";
  readonly manifest: Manifest;
  /** Folder that the manifest's paths start from, absolute. */
  readonly directory: string;
  /** Folders that the running containers mount, absolute. */
  readonly confFolders: readonly string[];
}

/** Ends a deployment only when the cluster or ring is usable as a whole. */
export class Gate extends Construct {
  readonly resource: TerraformData;

  constructor(scope: Construct, id: string, props: GateProps) {
    super(scope, id);
    const { name, manifest, paths } = props;
    const order: GateOrder = {
      kind: "gate",
      manifest,
      directory: paths.manifests,
      confFolders: props.confFolders,
    };
    this.resource = new TerraformData(this, "gate", {
      triggersReplace: { manifest: JSON.stringify(manifest), digest: props.digest },
      dependsOn: [...props.dependsOn],
      provisioners: [
        kitProvisioner({
          words: ["gate"],
          environment: { CACHEFORT_ORDER: JSON.stringify(order) },
        }),
      ],
    });
    this.resource.overrideLogicalId(`${name}_gate`);
  }
}
