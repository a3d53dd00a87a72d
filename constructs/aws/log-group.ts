import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { Construct } from "constructs";
import { ValidationError } from "../core/errors";
import { refuseToken } from "../core/validate";
import { logGroupArn } from "./arn";
import type { AwsEnvironment } from "./aws-environment";
import type { IEncryptionKey } from "./encryption-key";
import { logGroupName } from "./names";

/** Numbers of days that CloudWatch can keep logs, without the 0 that means for ever. */
const RETENTIONS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
];

export interface LogGroupProps {
  readonly environment: AwsEnvironment;
  /** End of the group's name: letters, digits and `_-/.#`; `/cachefort/<environment>/` stands before it. */
  readonly name: string;
  /** A key that allows `logs`, in the environment's account and region. */
  readonly encryptionKey: IEncryptionKey;
  /**
   * Days that events are kept: one of the numbers that CloudWatch offers.
   *
   * @default 365
   */
  readonly retentionDays?: number;
}

/**
 * An encrypted group of logs.
 *
 * @throws ValidationError AWS_LOG_GROUP, AWS_LOG_RETENTION, TOKEN_NOT_ALLOWED
 */
export class LogGroup extends Construct {
  readonly logGroupName: string;
  /** Name for policies, known before the group is made. */
  readonly logGroupArn: string;
  /** The Terraform resource, for `addOverride`. */
  readonly resource: CloudwatchLogGroup;

  constructor(scope: Construct, id: string, props: LogGroupProps) {
    super(scope, id);
    const { encryptionKey, environment, name, retentionDays = 365 } = props;
    this.logGroupName = logGroupName(environment, requirePart(name));
    this.logGroupArn = logGroupArn(environment, this.logGroupName);
    this.resource = new CloudwatchLogGroup(this, "group", {
      name: this.logGroupName,
      kmsKeyId: encryptionKey.keyArn,
      retentionInDays: requireRetention(retentionDays),
    });
  }
}

function requirePart(name: string): string {
  refuseToken("the log group's name", name);
  if (/^[\w./#-]{1,400}$/.test(name)) return name;
  throw new ValidationError("AWS_LOG_GROUP", {
    problem: "the name is none that a log group can have",
    received: name,
    allowed: "1 to 400 letters, digits and _-/.#",
    fix: "rename it",
  });
}

function requireRetention(days: number): number {
  refuseToken("retentionDays", days);
  if (RETENTIONS.includes(days)) return days;
  throw new ValidationError("AWS_LOG_RETENTION", {
    problem: "CloudWatch does not keep logs for that number of days",
    received: days,
    allowed: RETENTIONS.join(", "),
    fix: "change retentionDays",
  });
}
