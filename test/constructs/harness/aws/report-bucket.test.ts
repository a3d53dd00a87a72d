import { Token } from "cdktf";
import { awsEnvironment } from "../../../../constructs/aws/aws-environment";
import {
  reportFolder,
  type ReportBucketProps,
  reportStatements,
} from "../../../../constructs/harness/aws/report-bucket";
import { environment } from "../../../support/aws";
import { codedError } from "../../../support/coded";

const KEY_ARN = "arn:aws:kms:eu-central-1:012345678901:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const BUCKET: ReportBucketProps = { bucketName: "example-reports" };
const TOKEN = Token.asString({ resolve: () => "known later" });

describe("folder", () => {
  test("by default", () => {
    expect(reportFolder(environment, BUCKET)).toEqual({
      bucketName: "example-reports",
      region: "eu-central-1",
      keyPrefix: "cachefort/prod/",
      bucketOwner: "012345678901",
    });
  });

  test.each<[string, Partial<ReportBucketProps>, object]>([
    ["bucketName", { bucketName: "other.bucket" }, { bucketName: "other.bucket" }],
    ["bucketName, later", { bucketName: TOKEN }, { bucketName: TOKEN }],
    ["prefix", { prefix: "ops/smoke" }, { keyPrefix: "ops/smoke/prod/" }],
    ["bucketOwner", { bucketOwner: "444455556666" }, { bucketOwner: "444455556666" }],
    ["encryptionKeyArn", { encryptionKeyArn: KEY_ARN }, { encryptionKeyArn: KEY_ARN }],
    ["encryptionKeyArn, later", { encryptionKeyArn: TOKEN }, { encryptionKeyArn: TOKEN }],
  ])("by %s", (_prop, props, expected) => {
    expect(reportFolder(environment, { ...BUCKET, ...props })).toMatchObject(expected);
  });

  test.each<[string, Partial<ReportBucketProps>, string]>([
    ["a bucket in capitals", { bucketName: "Reports" }, "AWS_REPORT_BUCKET"],
    ["a bucket by its ARN", { bucketName: "arn:aws:s3:::reports" }, "AWS_REPORT_BUCKET"],
    ["no bucket", { bucketName: "" }, "AWS_REPORT_BUCKET"],
    ["no prefix", { prefix: "" }, "AWS_REPORT_BUCKET"],
    ["a slash at the end", { prefix: "ops/" }, "AWS_REPORT_BUCKET"],
    ["a slash at the beginning", { prefix: "/ops" }, "AWS_REPORT_BUCKET"],
    ["a wildcard", { prefix: "*" }, "AWS_REPORT_BUCKET"],
    ["a variable of a policy", { prefix: "${aws:username}" }, "AWS_REPORT_BUCKET"],
    ["a long prefix", { prefix: "a".repeat(401) }, "AWS_REPORT_BUCKET"],
    ["a prefix that comes later", { prefix: TOKEN }, "TOKEN_NOT_ALLOWED"],
    ["an alias of a key", { encryptionKeyArn: "alias/reports" }, "AWS_REPORT_BUCKET"],
    [
      "the ARN of one",
      { encryptionKeyArn: KEY_ARN.replace(/key.*/, "alias/a") },
      "AWS_REPORT_BUCKET",
    ],
    ["an account by its name", { bucketOwner: "logs" }, "AWS_REPORT_BUCKET"],
    ["an account that comes later", { bucketOwner: TOKEN }, "TOKEN_NOT_ALLOWED"],
  ])("refuses %s", (_what, props, code) => {
    const error = codedError(() => reportFolder(environment, { ...BUCKET, ...props }));
    expect(error.code).toBe(code);
  });

  test("says what is allowed", () => {
    expect(codedError(() => reportFolder(environment, { bucketName: "A" })).message).toBe(
      'AWS_REPORT_BUCKET: bucketName of the bucket for reports is not usable · received: "A" · allowed: 3 to 63 small letters, digits, dots and hyphens · fix: correct bucketName of reportBucket',
    );
  });
});

describe("rights", () => {
  test("to put objects into the one folder of the one account's bucket, and no more", () => {
    expect(reportStatements(environment, reportFolder(environment, BUCKET))).toEqual([
      {
        Sid: "StoreReports",
        Effect: "Allow",
        Action: "s3:PutObject",
        Resource: "arn:aws:s3:::example-reports/cachefort/prod/*",
        Condition: { StringEquals: { "aws:ResourceAccount": "012345678901" } },
      },
    ]);
  });

  test("to encrypt with the one key, through S3 alone; in each partition", () => {
    const china = awsEnvironment({ ...environment, region: "cn-north-1" });
    const folder = reportFolder(china, { ...BUCKET, encryptionKeyArn: KEY_ARN });
    const [store, encrypt] = reportStatements(china, folder);
    expect(store?.Resource).toBe("arn:aws-cn:s3:::example-reports/cachefort/prod/*");
    expect(encrypt).toEqual({
      Sid: "EncryptThem",
      Effect: "Allow",
      Action: "kms:GenerateDataKey",
      Resource: KEY_ARN,
      Condition: { StringEquals: { "kms:ViaService": "s3.cn-north-1.amazonaws.com.cn" } },
    });
  });
});
