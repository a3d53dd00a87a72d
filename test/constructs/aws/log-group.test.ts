import { EncryptionKey } from "../../../constructs/aws/encryption-key";
import { LogGroup, type LogGroupProps } from "../../../constructs/aws/log-group";
import { emptyStack, environment } from "../../support/aws";
import { codedError } from "../../support/coded";
import { Template } from "../../support/template";

function declare(props: Partial<LogGroupProps> = {}) {
  const stack = emptyStack();
  const encryptionKey = new EncryptionKey(stack, "key", {
    environment,
    name: "logs",
    allow: ["logs"],
  });
  const group = new LogGroup(stack, "group", {
    environment,
    name: "sessions/slow-log",
    encryptionKey,
    ...props,
  });
  return { stack, group };
}

test("a group is encrypted and kept for a year", () => {
  const { stack, group } = declare();
  expect(Template.of(stack).resource("aws_cloudwatch_log_group", "group")).toMatchObject({
    name: "/cachefort/prod/sessions/slow-log",
    kms_key_id: expect.stringMatching(/^\$\{aws_kms_key\.key_\w+\.arn\}$/),
    retention_in_days: 365,
  });
  expect(group.logGroupName).toBe("/cachefort/prod/sessions/slow-log");
  expect(group.logGroupArn).toBe(
    "arn:aws:logs:eu-central-1:012345678901:log-group:/cachefort/prod/sessions/slow-log",
  );
});

test("its retention is a choice", () => {
  const { stack } = declare({ retentionDays: 30 });
  const group = Template.of(stack).resource("aws_cloudwatch_log_group", "group");
  expect(group["retention_in_days"]).toBe(30);
});

test.each<[string, Partial<LogGroupProps>]>([
  ["AWS_LOG_GROUP", { name: "" }],
  ["AWS_LOG_GROUP", { name: "slow log" }],
  ["AWS_LOG_GROUP", { name: "a".repeat(401) }],
  ["AWS_LOG_RETENTION", { retentionDays: 0 }],
  ["AWS_LOG_RETENTION", { retentionDays: 366 }],
  ["TOKEN_NOT_ALLOWED", { name: "${TfToken[TOKEN.1]}" }],
])("%s refuses %j", (code, wrong) => {
  expect(codedError(() => declare(wrong)).code).toBe(code);
});
