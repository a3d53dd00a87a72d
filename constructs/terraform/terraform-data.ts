import { TerraformResource, type TerraformMetaArguments } from "cdktf";
import type { Construct } from "constructs";

/** Arguments of `terraform_data`, the resource that Terraform has built in. */
export interface TerraformDataProps extends TerraformMetaArguments {
  /** A change of any of these values replaces the resource. */
  readonly triggersReplace: Readonly<Record<string, unknown>> | string;
}

/**
 * `terraform_data`, which needs no provider. cdktf has `DataResource` for it, which runs
 * `terraform version` once for each resource; this one costs nothing.
 */
export class TerraformData extends TerraformResource {
  static readonly tfResourceType = "terraform_data";

  constructor(
    scope: Construct,
    id: string,
    private readonly props: TerraformDataProps,
  ) {
    super(scope, id, { terraformResourceType: TerraformData.tfResourceType, ...props });
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return { triggers_replace: this.props.triggersReplace };
  }
}
