import { TerraformVariable } from "cdktf";
import { Construct } from "constructs";

export interface EphemeralVariableProps {
  /** Name of the variable; in the environment `TF_VAR_` stands before it. */
  readonly name: string;
  readonly description: string;
  /** Condition, made of the variable's reference, under which a value is taken. */
  readonly condition: (value: string) => string;
  /** What Terraform says of any other value. */
  readonly refusal: string;
}

/** A secret that each run is given, and that Terraform keeps in no state and no saved plan. */
export class EphemeralVariable extends Construct {
  /** For write-only arguments alone. */
  readonly value: string;
  /** The Terraform variable, for `addOverride`. */
  readonly resource: TerraformVariable;

  constructor(scope: Construct, id: string, props: EphemeralVariableProps) {
    super(scope, id);
    const variable = new TerraformVariable(this, "variable", {
      type: "string",
      nullable: false,
      sensitive: true,
      description: props.description,
    });
    variable.overrideLogicalId(props.name);
    // cdktf has no argument for it; without it the value would lie in every saved plan.
    variable.addOverride("ephemeral", true);
    variable.addOverride("validation", [
      {
        condition: `\${${props.condition(variable.fqn)}}`,
        error_message: props.refusal,
      },
    ]);
    this.value = variable.stringValue;
    this.resource = variable;
  }
}
