import type { AwsEnvironment } from "./aws-environment";
import type { PolicyStatement } from "./policy-document";

export interface ServiceTrustProps {
  /** What the statement is for: letters and digits. */
  readonly sid: string;
  /** Such as `ecs-tasks.amazonaws.com`. */
  readonly service: string;
  /** On whose behalf the service acts; may end with `*`. */
  readonly sourceArn: string;
}

/** Lets a service assume a role, for nobody but the environment's own account. */
export function serviceTrust(
  { account }: Pick<AwsEnvironment, "account">,
  { service, sid, sourceArn }: ServiceTrustProps,
): PolicyStatement {
  return {
    Sid: sid,
    Effect: "Allow",
    Principal: { Service: service },
    Action: "sts:AssumeRole",
    Condition: {
      StringEquals: { "aws:SourceAccount": account },
      ArnLike: { "aws:SourceArn": sourceArn },
    },
  };
}
