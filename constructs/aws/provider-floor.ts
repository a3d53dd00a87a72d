import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { isVersionBelow } from "../core/version";

const ID = "cachefort-aws-provider-floor";

/** The release that the kit is tested with; the bindings themselves ask for exactly one later release. */
const FLOOR = "5.100.0";
/** A major release may change any argument. */
const CEILING = "7.0.0";

/**
 * First release known to have `passwords_wo` of `aws_elasticache_user`
 * (hashicorp/terraform-provider-aws#45988; its reference page of 6.44.0 names the argument).
 */
export const WRITE_ONLY_PASSWORDS = "6.44.0";

/** Release that the bindings are made from; none before it is known to have `node_group_configuration`. */
export const NODE_GROUPS = "6.25.0";

/** The releases from a floor on, as Terraform takes them. */
export function providerReleases(floor = FLOOR): string {
  return `>= ${floor}, < ${CEILING}`;
}

/** Which releases of the AWS provider a stack takes; a part of the stack that needs a later one raises it. */
export class ProviderFloor extends Construct {
  /** The floor of a stack; it is laid when it is first asked for. */
  static of(scope: Construct): ProviderFloor {
    const stack = TerraformStack.of(scope);
    const existing = stack.node.tryFindChild(ID);
    return existing instanceof ProviderFloor ? existing : new ProviderFloor(stack);
  }

  private version = FLOOR;

  private constructor(private readonly stack: TerraformStack) {
    super(stack, ID);
    this.write();
  }

  /** Asks for this release or a later one; an earlier one than before changes nothing. */
  raise(version: string): void {
    if (!isVersionBelow(this.version, version)) return;
    this.version = version;
    this.write();
  }

  private write(): void {
    this.stack.addOverride(
      "terraform.required_providers.aws.version",
      providerReleases(this.version),
    );
  }
}
