import { Construct } from "constructs";
import { digestOfParts } from "../core/digest";
import type { Manifest } from "../core/manifest";
import type { EnvironmentPaths } from "../core/environment-paths";
import { kitProvisioner } from "../terraform/kit-command";
import { TerraformData } from "../terraform/terraform-data";
import type { NodeContainer } from "./node-container";

/** What is waited for at the end of a deployment. */
export interface GateProps {
  readonly name: string;
  readonly manifest: Manifest;
  readonly paths: EnvironmentPaths;
  /** What is waited for; a node's own health never waits for another node. */
  readonly nodes: readonly NodeContainer[];
  /**
   * Digests of secrets that the nodes take over while they run.
   *
   * @default - none: a changed secret is another container
   */
  readonly secretDigests?: readonly string[];
}

/** What a gate is told. */
export interface GateOrder {
  readonly manifest: Manifest;
  /** Folder that the manifest's paths start from, absolute. */
  readonly directory: string;
  /** Folders that the running containers mount, absolute. */
  readonly folders: readonly string[];
}

/** Ends a deployment only when the cluster or ring is usable as a whole. */
export class Gate extends Construct {
  readonly resource: TerraformData;

  constructor(scope: Construct, id: string, props: GateProps) {
    super(scope, id);
    const { name, manifest, nodes, paths, secretDigests = [] } = props;
    const order: GateOrder = {
      manifest,
      directory: paths.manifests,
      folders: nodes.flatMap(({ folders }) => folders),
    };
    this.resource = new TerraformData(this, "gate", {
      triggersReplace: {
        manifest: JSON.stringify(manifest),
        digest: digestOfParts([...nodes.map(({ digest }) => digest), ...secretDigests]),
      },
      dependsOn: nodes.map(({ container }) => container),
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
