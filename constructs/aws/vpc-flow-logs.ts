import { FlowLog } from "@cdktf/provider-aws/lib/flow-log";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import { arnOf } from "./arn";
import type { AwsEnvironment } from "./aws-environment";
import type { IEncryptionKey } from "./encryption-key";
import { LogGroup } from "./log-group";
import { resourceName, roleName } from "./names";
import { policyDocument, type PolicyStatement } from "./policy-document";
import { serviceTrust } from "./service-trust";

export interface VpcFlowLogsProps {
  readonly environment: AwsEnvironment;
  /** Name of the network, for those of group and role. */
  readonly name: string;
  readonly vpcId: string;
  /** A key that allows `logs`. */
  readonly encryptionKey: IEncryptionKey;
  /** As in `LogGroup`. */
  readonly retentionDays?: number;
}

/**
 * What comes and goes in a VPC, accepted and rejected, in an encrypted log group.
 *
 * @throws ValidationError AWS_LOG_RETENTION, AWS_ROLE_NAME
 */
export class VpcFlowLogs extends Construct {
  readonly logGroup: LogGroup;
  /** The Terraform resources, for `addOverride`. */
  readonly resources: {
    readonly role: IamRole;
    readonly policy: IamRolePolicy;
    readonly flowLog: FlowLog;
  };

  constructor(scope: Construct, id: string, props: VpcFlowLogsProps) {
    super(scope, id);
    const { encryptionKey, environment, name, retentionDays, vpcId } = props;
    this.logGroup = new LogGroup(this, "logs", {
      environment,
      name: `${name}/flow`,
      encryptionKey,
      ...(retentionDays === undefined ? {} : { retentionDays }),
    });
    const role = new IamRole(this, "role", {
      name: roleName(environment, `${name}-flow-logs`),
      description: `Writes the flow logs of ${resourceName(environment, name)}`,
      assumeRolePolicy: policyDocument([flowLogsTrust(environment)]),
    });
    const policy = new IamRolePolicy(this, "policy", {
      name: "write-flow-logs",
      role: role.id,
      policy: policyDocument([flowLogsPermission(this.logGroup.logGroupArn)]),
    });
    const flowLog = new FlowLog(this, "flow-log", {
      vpcId,
      trafficType: "ALL",
      logDestinationType: "cloud-watch-logs",
      logDestination: this.logGroup.resource.arn,
      iamRoleArn: role.arn,
    });
    this.resources = { role, policy, flowLog };
  }
}

/** Only flow logs of the environment's own account and region may assume the role. */
export function flowLogsTrust(environment: AwsEnvironment): PolicyStatement {
  return serviceTrust(environment, {
    sid: "FlowLogsOfThisAccount",
    service: "vpc-flow-logs.amazonaws.com",
    sourceArn: arnOf(environment, "ec2", "vpc-flow-log/*"),
  });
}

/** The group exists already: the role need not create or look for one. The end `:*` is part of its name. */
export function flowLogsPermission(logGroupArn: string): PolicyStatement {
  return {
    Sid: "WriteToTheGroup",
    Effect: "Allow",
    Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
    Resource: `${logGroupArn}:*`,
  };
}
