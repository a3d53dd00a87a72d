import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Construct } from "constructs";
import { requireName } from "../core/validate";
import type { AwsEnvironment } from "./aws-environment";
import { AwsConnections, type IAwsConnectable } from "./connections";
import { resourceName } from "./names";
import { requireRuleDescription } from "./security-rule";

export interface AwsSecurityGroupProps {
  readonly environment: AwsEnvironment;
  /** Part of the group's name: small letters, digits and hyphens. */
  readonly name: string;
  /** What lies in the group. Another description makes another group. */
  readonly description: string;
  readonly vpcId: string;
  /**
   * TCP port that the group is there for.
   *
   * @default - none
   */
  readonly defaultPort?: number;
  /**
   * TCP ports that `connections.allowDefaultPortFrom` opens beside it.
   *
   * @default - none
   */
  readonly furtherPorts?: readonly number[];
}

/**
 * A security group that lets nothing in and nothing out until it is told to.
 *
 * @throws ValidationError AWS_GROUP_NAME, AWS_RULE_DESCRIPTION, AWS_RULE_PORT, TOKEN_NOT_ALLOWED
 */
export class AwsSecurityGroup extends Construct implements IAwsConnectable {
  readonly securityGroupId: string;
  readonly connections: AwsConnections;
  /** The Terraform resource, for `addOverride`. */
  readonly resource: SecurityGroup;

  constructor(scope: Construct, id: string, props: AwsSecurityGroupProps) {
    super(scope, id);
    const { defaultPort, description, environment, furtherPorts, vpcId } = props;
    const name = requireName("AWS_GROUP_NAME", "the group's name", props.name);
    this.resource = new SecurityGroup(this, "group", {
      // What is in use cannot be deleted: a new group comes first, under another name.
      namePrefix: `${resourceName(environment, name)}-`,
      lifecycle: { createBeforeDestroy: true },
      description: requireRuleDescription(description),
      vpcId,
    });
    this.securityGroupId = this.resource.id;
    this.connections = new AwsConnections(this, "connections", {
      securityGroupId: this.securityGroupId,
      ...(defaultPort === undefined ? {} : { defaultPort }),
      ...(furtherPorts === undefined ? {} : { furtherPorts }),
    });
  }
}
