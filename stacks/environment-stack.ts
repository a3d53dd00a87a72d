import { relative, resolve } from "node:path";
import { App, LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { join } from "node:path";
import { keepStateInS3, type S3StateProps } from "../constructs/aws/state-backend";
import type { EnvironmentPaths } from "../constructs/core/environment-paths";
import type { Manifest } from "../constructs/core/manifest";

/**
 * A stack that puts out `manifests`. Its state lies in the environment's folder, or in S3.
 *
 * @throws ValidationError AWS_STATE_BACKEND, AWS_REGION, TOKEN_NOT_ALLOWED
 */
export abstract class EnvironmentStack extends TerraformStack {
  /** @param s3 bucket of the state; without one it lies in the folder */
  constructor(scope: Construct, id: string, paths: EnvironmentPaths, s3?: S3StateProps) {
    super(scope, id);
    if (s3 !== undefined) {
      keepStateInS3(this, s3);
      return;
    }
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
