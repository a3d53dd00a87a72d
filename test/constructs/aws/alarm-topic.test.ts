import { AlarmTopic, alarmTopicStatements } from "../../../constructs/aws/alarm-topic";
import { policyDocument } from "../../../constructs/aws/policy-document";
import { emptyStack, environment } from "../../support/aws";
import { codedError } from "../../support/coded";
import { Template } from "../../support/template";

const encryptionKey = { keyArn: "arn:aws:kms:eu-central-1:012345678901:key/1234" };

function synthesize(name?: string) {
  const stack = emptyStack();
  const named = name === undefined ? {} : { name };
  new AlarmTopic(stack, "alarms", { environment, encryptionKey, ...named });
  return Template.of(stack);
}

test.each([
  [undefined, "cachefort-prod-alarms"],
  ["pages", "cachefort-prod-pages"],
])("a topic of the name %j is encrypted and has its policy", (given, name) => {
  const template = synthesize(given);
  expect(template.resource("aws_sns_topic", "topic")).toMatchObject({
    name,
    kms_master_key_id: encryptionKey.keyArn,
    signature_version: 2,
  });
  expect(template.resource("aws_sns_topic_policy", "policy")).toMatchObject({
    arn: expect.stringMatching(/^\$\{aws_sns_topic\.alarms_topic_\w+\.arn\}$/),
    policy: policyDocument(alarmTopicStatements(environment, name)),
  });
});

test("alarms of the account publish, by TLS alone", () => {
  const Resource = "arn:aws:sns:eu-central-1:012345678901:topic";
  expect(alarmTopicStatements(environment, "topic")).toEqual([
    {
      Sid: "PublishByAlarms",
      Effect: "Allow",
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Action: "sns:Publish",
      Resource,
      Condition: {
        StringEquals: { "aws:SourceAccount": "012345678901" },
        ArnLike: { "aws:SourceArn": "arn:aws:cloudwatch:eu-central-1:012345678901:alarm:*" },
      },
    },
    {
      Sid: "NothingWithoutTls",
      Effect: "Deny",
      Principal: "*",
      Action: "sns:Publish",
      Resource,
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
  ]);
});

test("a name that no topic can have is refused", () => {
  expect(codedError(() => synthesize("my alarms")).code).toBe("AWS_TOPIC_NAME");
});
