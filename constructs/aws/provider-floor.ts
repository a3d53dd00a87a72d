import type { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { oneOfStack } from "../terraform/one-of-stack";
import { later, neededRelease, releasesFrom } from "./provider-releases";

const ID = "cachefort-aws-provider-floor";

/** Which releases of the AWS provider a stack takes; a part of the stack that needs a later one raises it. */
export class ProviderFloor extends Construct {
  /** The floor of a stack; it is laid when it is first asked for. */
  static of(scope: Construct): ProviderFloor {
    return oneOfStack(ProviderFloor, scope, ID, (stack) => new ProviderFloor(stack));
  }

  private version = neededRelease();

  private constructor(private readonly stack: TerraformStack) {
    super(stack, ID);
    this.write();
  }

  /** Asks for this release or a later one; an earlier one than before changes nothing. */
  raise(version: string): void {
    this.version = later(this.version, version);
    this.write();
  }

  private write(): void {
    this.stack.addOverride("terraform.required_providers.aws.version", releasesFrom(this.version));
  }
}
