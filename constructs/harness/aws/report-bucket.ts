import { type AwsEnvironment, dnsSuffixOf } from "../../aws/aws-environment";
import type { PolicyStatement } from "../../aws/policy-document";
import { ValidationError } from "../../core/errors";
import { isToken, refuseToken } from "../../core/validate";

/** A bucket that keeps the reports of a task of the harness: there already, and nobody's but the user's. */
export interface ReportBucketProps {
  /** In the environment's region; may be a value that Terraform learns later. */
  readonly bucketName: string;
  /**
   * Folder of the reports within the bucket, without a slash at its ends. Each environment has a folder of its
   * own below.
   *
   * @default "cachefort"
   */
  readonly prefix?: string;
  /**
   * ARN of the key of KMS that encrypts each report; may be a value that Terraform learns later. Its policy has
   * to let the account's roles use it.
   *
   * @default - what the bucket does by itself
   */
  readonly encryptionKeyArn?: string;
  /**
   * Number of the account whose bucket it has to be: nobody else's of that name gets a report.
   *
   * @default - the environment's
   */
  readonly bucketOwner?: string;
}

/** Where a task stores its reports, as its container is told. */
export interface ReportFolder {
  readonly bucketName: string;
  readonly region: string;
  /** What keys begin with, such as `cachefort/prod/`. */
  readonly keyPrefix: string;
  readonly bucketOwner: string;
  readonly encryptionKeyArn?: string;
}

/** Variable of the container that holds a report folder. */
export const REPORT_FOLDER_VARIABLE = "CF_SMOKE_REPORTS";
const PREFIX = "cachefort";

/** What each of the props may look like. */
const FORMS = {
  bucketName: {
    form: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
    allowed: "3 to 63 small letters, digits, dots and hyphens",
  },
  // No character of a key that a policy or a URL takes for something else.
  prefix: {
    form: /^(?!.{401})[\w.-]+(\/[\w.-]+)*$/,
    allowed:
      "up to 400 letters, digits and `_.-`, with slashes between them, such as ops/cachefort",
  },
  encryptionKeyArn: {
    form: /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/,
    allowed: "the ARN of a key, not of an alias, which policies do not know",
  },
  bucketOwner: { form: /^\d{12}$/, allowed: "the 12 digits of an account" },
} as const;

/**
 * The folder of an environment's reports.
 *
 * @throws ValidationError AWS_REPORT_BUCKET, TOKEN_NOT_ALLOWED
 */
export function reportFolder(
  { account, name, region }: Pick<AwsEnvironment, "account" | "name" | "region">,
  { bucketName, bucketOwner = account, encryptionKeyArn, prefix = PREFIX }: ReportBucketProps,
): ReportFolder {
  refuseToken("prefix", prefix);
  refuseToken("bucketOwner", bucketOwner);
  return {
    bucketName: checked("bucketName", bucketName),
    region,
    keyPrefix: `${checked("prefix", prefix)}/${name}/`,
    bucketOwner: checked("bucketOwner", bucketOwner),
    ...(encryptionKeyArn === undefined
      ? {}
      : { encryptionKeyArn: checked("encryptionKeyArn", encryptionKeyArn) }),
  };
}

/** Lets a role store reports in one folder, and nothing else: it can read none. */
export function reportStatements(
  environment: AwsEnvironment,
  { bucketName, bucketOwner, encryptionKeyArn, keyPrefix }: ReportFolder,
): PolicyStatement[] {
  const { partition, region } = environment;
  const store: PolicyStatement = {
    Sid: "StoreReports",
    Effect: "Allow",
    Action: "s3:PutObject",
    // A report's name is known when it is there.
    Resource: `arn:${partition}:s3:::${bucketName}/${keyPrefix}*`,
    Condition: { StringEquals: { "aws:ResourceAccount": bucketOwner } },
  };
  if (encryptionKeyArn === undefined) return [store];
  return [
    store,
    {
      Sid: "EncryptThem",
      Effect: "Allow",
      Action: "kms:GenerateDataKey",
      Resource: encryptionKeyArn,
      Condition: {
        StringEquals: { "kms:ViaService": `s3.${region}.${dnsSuffixOf(environment)}` },
      },
    },
  ];
}

function checked(prop: keyof typeof FORMS, value: string): string {
  const { allowed, form } = FORMS[prop];
  if (isToken(value) || form.test(value)) return value;
  throw new ValidationError("AWS_REPORT_BUCKET", {
    problem: `${prop} of the bucket for reports is not usable`,
    received: value,
    allowed,
    fix: `correct ${prop} of reportBucket`,
  });
}
