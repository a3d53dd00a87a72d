import { anyAlarmArn, arnOf, iamArn, logGroupArn } from "../../../constructs/aws/arn";
import { awsEnvironment, dnsSuffixOf } from "../../../constructs/aws/aws-environment";
import { codedError } from "../../support/coded";

const props = { name: "prod", region: "eu-central-1", account: "012345678901" };

test.each([
  ["eu-central-1", "aws", "amazonaws.com"],
  ["us-east-1", "aws", "amazonaws.com"],
  ["ap-southeast-4", "aws", "amazonaws.com"],
  ["cn-northwest-1", "aws-cn", "amazonaws.com.cn"],
  ["us-gov-east-1", "aws-us-gov", "amazonaws.com"],
])("%s lies in %s", (region, partition, suffix) => {
  const environment = awsEnvironment({ ...props, region });
  expect(environment).toEqual({ ...props, region, partition });
  expect(dnsSuffixOf(environment)).toBe(suffix);
});

test.each([
  ["AWS_REGION", { region: "" }],
  ["AWS_REGION", { region: "eu-central-1a" }],
  ["AWS_REGION", { region: "EU-CENTRAL-1" }],
  ["AWS_REGION", { region: "frankfurt" }],
  ["AWS_REGION", { region: "us-iso-east-1" }],
  ["AWS_REGION", { region: "us-isob-east-1" }],
  ["AWS_ACCOUNT", { account: "12345678901" }],
  ["AWS_ACCOUNT", { account: "0123-4567-8901" }],
  ["AWS_ACCOUNT", { account: "" }],
  ["AWS_ENVIRONMENT", { name: "Prod" }],
  ["TOKEN_NOT_ALLOWED", { region: "${TfToken[TOKEN.1]}" }],
  ["TOKEN_NOT_ALLOWED", { account: "${TfToken[TOKEN.1]}" }],
])("%s refuses %j", (code, wrong) => {
  expect(codedError(() => awsEnvironment({ ...props, ...wrong })).code).toBe(code);
});

test("names of resources hold partition, region and account", () => {
  const environment = awsEnvironment({ ...props, region: "us-gov-west-1" });
  expect(arnOf(environment, "kms", "alias/a")).toBe(
    "arn:aws-us-gov:kms:us-gov-west-1:012345678901:alias/a",
  );
  expect(iamArn(environment, "root")).toBe("arn:aws-us-gov:iam::012345678901:root");
  expect(logGroupArn(environment, "/a/*")).toBe(
    "arn:aws-us-gov:logs:us-gov-west-1:012345678901:log-group:/a/*",
  );
  expect(anyAlarmArn(environment)).toBe(
    "arn:aws-us-gov:cloudwatch:us-gov-west-1:012345678901:alarm:*",
  );
});
