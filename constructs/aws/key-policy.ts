import { anyAlarmArn, iamArn, logGroupArn } from "./arn";
import { dnsSuffixOf, type AwsEnvironment } from "./aws-environment";
import { logGroupName } from "./names";
import type { PolicyStatement } from "./policy-document";

/**
 * A service that may use a key: `elasticache` and `secretsmanager` on behalf of the account's principals,
 * `logs` for the environment's log groups, `alarms` for what CloudWatch tells an encrypted topic.
 */
export type KeyUser = "elasticache" | "secretsmanager" | "logs" | "alarms";

/** The actions that AWS gives a key's administrators in its console: none of them reads or writes data. */
const ADMINISTRATION = [
  "kms:CancelKeyDeletion",
  "kms:CreateAlias",
  "kms:DeleteAlias",
  "kms:DescribeKey",
  "kms:DisableKey",
  "kms:DisableKeyRotation",
  "kms:EnableKey",
  "kms:EnableKeyRotation",
  "kms:GetKeyPolicy",
  "kms:GetKeyRotationStatus",
  "kms:ListAliases",
  "kms:ListGrants",
  "kms:ListKeyPolicies",
  "kms:ListKeyRotations",
  "kms:ListResourceTags",
  "kms:PutKeyPolicy",
  "kms:RevokeGrant",
  "kms:RotateKeyOnDemand",
  "kms:ScheduleKeyDeletion",
  "kms:TagResource",
  "kms:UntagResource",
  "kms:UpdateAlias",
  "kms:UpdateKeyDescription",
];

const USE = [
  "kms:Decrypt",
  "kms:DescribeKey",
  "kms:Encrypt",
  "kms:GenerateDataKey*",
  "kms:ReEncrypt*",
];

/** In the policy of a key, this is the key itself: KMS knows no other way to say it. */
const THIS_KEY = "*";

/** Statements of a key's policy: administration by the account, and use by the services that are named. */
export function keyPolicyStatements(
  environment: AwsEnvironment,
  users: readonly KeyUser[],
): PolicyStatement[] {
  return [
    {
      Sid: "AdministrationByAccount",
      Effect: "Allow",
      Principal: { AWS: iamArn(environment, "root") },
      Action: ADMINISTRATION,
      Resource: THIS_KEY,
    },
    ...[...new Set(users)].sort().flatMap((user) => USERS[user](environment)),
  ];
}

const USERS: Readonly<Record<KeyUser, (environment: AwsEnvironment) => PolicyStatement[]>> = {
  alarms: (environment) => [
    {
      Sid: "UseByAlarms",
      Effect: "Allow",
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
      Resource: THIS_KEY,
      Condition: {
        StringEquals: { "aws:SourceAccount": environment.account },
        ArnLike: { "aws:SourceArn": anyAlarmArn(environment) },
      },
    },
  ],
  elasticache: (environment) => throughService(environment, "elasticache", "ElastiCache"),
  logs: (environment) => [
    {
      Sid: "UseByLogs",
      Effect: "Allow",
      Principal: { Service: `logs.${environment.region}.${dnsSuffixOf(environment)}` },
      Action: USE,
      Resource: THIS_KEY,
      Condition: {
        ArnLike: {
          "kms:EncryptionContext:aws:logs:arn": logGroupArn(
            environment,
            logGroupName(environment, "*"),
          ),
        },
      },
    },
  ],
  secretsmanager: (environment) => throughService(environment, "secretsmanager", "SecretsManager"),
};

/** The account's principals, by their own permissions, and only when a service asks for them. */
function throughService(
  environment: AwsEnvironment,
  service: string,
  name: string,
): PolicyStatement[] {
  const principal = { AWS: iamArn(environment, "root") };
  const isAskedByService = {
    "kms:CallerAccount": environment.account,
    "kms:ViaService": `${service}.${environment.region}.${dnsSuffixOf(environment)}`,
  };
  return [
    {
      Sid: `UseThrough${name}`,
      Effect: "Allow",
      Principal: principal,
      Action: USE,
      Resource: THIS_KEY,
      Condition: { StringEquals: isAskedByService },
    },
    {
      Sid: `GrantsThrough${name}`,
      Effect: "Allow",
      Principal: principal,
      Action: "kms:CreateGrant",
      Resource: THIS_KEY,
      Condition: {
        StringEquals: isAskedByService,
        Bool: { "kms:GrantIsForAWSResource": "true" },
      },
    },
  ];
}
