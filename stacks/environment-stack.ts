import { relative, resolve } from "node:path";
import { App, LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { join } from "node:path";
import type { EnvironmentPaths } from "../constructs/core/environment-paths";
import type { Manifest } from "../constructs/core/manifest";

/** A stack whose state lies in its environment's folder, and whose one output is `manifests`. */
export abstract class EnvironmentStack extends TerraformStack {
  constructor(scope: Construct, id: string, paths: EnvironmentPaths) {
    super(scope, id);
    // Terraform runs in the stack's folder; a relative path keeps the machine out of the JSON.
    const folder = resolve(App.of(this).outdir, "stacks", this.node.id);
    new LocalBackend(this, { path: relative(folder, join(paths.state, "terraform.tfstate")) });
  }

  /** Puts out the manifest of each cluster and ring by its name. */
  protected putOut(manifests: readonly Manifest[]): Readonly<Record<string, Manifest>> {
    const byName = Object.fromEntries(manifests.map((manifest) => [manifest.name, manifest]));
    // A value given to the constructor is not allowed to hold a null, which a disabled command is.
    new TerraformOutput(this, "manifests", { value: {} }).addOverride("value", byName);
    return byName;
  }
}
