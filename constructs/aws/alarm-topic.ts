import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
import { Construct } from "constructs";
import { ValidationError } from "../core/errors";
import { requireName } from "../core/validate";
import { anyAlarmArn, arnOf } from "./arn";
import type { AwsEnvironment } from "./aws-environment";
import type { IEncryptionKey } from "./encryption-key";
import { resourceName } from "./names";
import { policyDocument, type PolicyStatement } from "./policy-document";

/** Where alarms go: made by the kit, or there before. */
export interface IAlarmTopic {
  readonly topicArn: string;
}

export interface AlarmTopicProps {
  readonly environment: AwsEnvironment;
  /** A key that allows `alarms`, in the environment's account and region. */
  readonly encryptionKey: IEncryptionKey;
  /**
   * End of the topic's name: small letters, digits and hyphens.
   *
   * @default "alarms"
   */
  readonly name?: string;
  /**
   * Addresses that are told; each has to confirm once.
   *
   * @default - none
   */
  readonly emails?: readonly string[];
}

/** Version 2 signs messages to subscribers with SHA-256; the service's default is SHA-1. */
const SIGNATURE_VERSION = 2;

/**
 * An encrypted topic to which the account's alarms publish, and nobody else. ElastiCache's own events are
 * not among them: the service publishes to no encrypted topic (its guide, "Event notifications and Amazon
 * SNS": such a topic shows as inactive); `DescribeEvents` has them.
 *
 * @throws ValidationError AWS_TOPIC_NAME, AWS_ALARM_EMAIL, TOKEN_NOT_ALLOWED
 */
export class AlarmTopic extends Construct implements IAlarmTopic {
  readonly topicArn: string;
  /** The Terraform resources, for `addOverride`. */
  readonly resources: {
    readonly topic: SnsTopic;
    readonly policy: SnsTopicPolicy;
    readonly subscriptions: readonly SnsTopicSubscription[];
  };

  constructor(scope: Construct, id: string, props: AlarmTopicProps) {
    super(scope, id);
    const { emails = [], encryptionKey, environment, name = "alarms" } = props;
    const topicName = resourceName(
      environment,
      requireName("AWS_TOPIC_NAME", "the topic's name", name),
    );
    const topic = new SnsTopic(this, "topic", {
      name: topicName,
      kmsMasterKeyId: encryptionKey.keyArn,
      signatureVersion: SIGNATURE_VERSION,
    });
    const policy = new SnsTopicPolicy(this, "policy", {
      arn: topic.arn,
      policy: policyDocument(alarmTopicStatements(environment, topicName)),
    });
    this.topicArn = topic.arn;
    const subscriptions = emails.map(
      (email) =>
        new SnsTopicSubscription(this, `email-${requireEmail(email)}`, {
          topicArn: topic.arn,
          protocol: "email",
          endpoint: email,
        }),
    );
    this.resources = { topic, policy, subscriptions };
  }
}

function requireEmail(email: string): string {
  if (/^[^\s@/]+@[^\s@/]+\.[^\s@/]+$/.test(email)) return email;
  throw new ValidationError("AWS_ALARM_EMAIL", {
    problem: "this is no address of electronic mail",
    received: email,
    allowed: "an address such as on-call@example.com",
    fix: "correct it",
  });
}

/** Statements of the policy of a topic. */
export function alarmTopicStatements(
  environment: AwsEnvironment,
  topicName: string,
): PolicyStatement[] {
  const topic = arnOf(environment, "sns", topicName);
  return [
    {
      Sid: "PublishByAlarms",
      Effect: "Allow",
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Action: "sns:Publish",
      Resource: topic,
      Condition: {
        StringEquals: { "aws:SourceAccount": environment.account },
        ArnLike: { "aws:SourceArn": anyAlarmArn(environment) },
      },
    },
    {
      Sid: "NothingWithoutTls",
      Effect: "Deny",
      Principal: "*",
      Action: "sns:Publish",
      Resource: topic,
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
  ];
}
