import type { RedisAlarmProps } from "../../../../constructs/redis/aws/alarm-settings";
import { ClusterAlarms } from "../../../../constructs/redis/aws/cluster-alarms";
import { SIGNALS } from "../../../../monitor/thresholds";
import { emptyStack } from "../../../support/aws";
import { awsRedisModel } from "../../../support/aws-redis-model";
import { codedError } from "../../../support/coded";
import { type JsonObject, Template } from "../../../support/template";

const ALARM = "aws_cloudwatch_metric_alarm";
const topic = (name: string) => ({ topicArn: `arn:aws:sns:eu-central-1:012345678901:${name}` });

function declare(alarms?: RedisAlarmProps) {
  const stack = emptyStack();
  const made = new ClusterAlarms(stack, "alarms", {
    model: awsRedisModel(),
    topic: topic("cachefort-prod-alarms"),
    ...(alarms === undefined ? {} : { alarms }),
  });
  return { made, template: Template.of(stack) };
}

/** An alarm without what cdktf adds to each resource. */
function alarmOf(id: string, alarms?: RedisAlarmProps): JsonObject {
  const { "//": _, ...alarm } = declare(alarms).template.resource(ALARM, id);
  return alarm;
}

const memory = (alarms?: RedisAlarmProps): JsonObject => alarmOf("memory", alarms);

test("an alarm looks at the worst of its nodes", () => {
  const { metric_query: queries, ...alarm } = memory();
  expect(alarm).toEqual({
    alarm_name: "cachefort-prod-sessions-memory",
    alarm_description: expect.stringMatching(/^Memory in use of a node of sessions in prod/),
    comparison_operator: "GreaterThanThreshold",
    threshold: 90,
    evaluation_periods: 5,
    datapoints_to_alarm: 5,
    treat_missing_data: "notBreaching",
    alarm_actions: ["arn:aws:sns:eu-central-1:012345678901:cachefort-prod-alarms"],
    ok_actions: ["arn:aws:sns:eu-central-1:012345678901:cachefort-prod-alarms"],
  });
  expect(queries).toHaveLength(7);
  expect(queries).toMatchObject([
    { id: "worst", expression: "MAX(METRICS())", return_data: true },
    {
      id: "m1",
      return_data: false,
      metric: {
        namespace: "AWS/ElastiCache",
        metric_name: "DatabaseMemoryUsagePercentage",
        stat: "Maximum",
        period: 60,
        dimensions: { CacheClusterId: "prod-sessions-0001-001", CacheNodeId: "0001" },
      },
    },
    ...["m2", "m3", "m4", "m5", "m6"].map((id) => ({ id })),
  ]);
});

test("the worst node is the one with the least of what is bad when it is low", () => {
  const { metric_query: queries, ...alarm } = alarmOf("cpu-credits");
  expect(alarm).toMatchObject({
    comparison_operator: "LessThanThreshold",
    threshold: 12,
    evaluation_periods: 2,
    treat_missing_data: "notBreaching",
  });
  expect(queries).toMatchObject({
    0: { id: "worst", expression: "MIN(METRICS())", return_data: true },
    1: { metric: { metric_name: "CPUCreditBalance", stat: "Maximum", period: 3600 } },
  });
});

test("there is one for each signal", () => {
  const { made, template } = declare();
  expect(Object.keys(template.resources(ALARM))).toHaveLength(SIGNALS.length);
  expect([...made.resources.keys()]).toEqual(SIGNALS.map(({ id }) => id));
});

test("thresholds change one", () => {
  expect(memory({ thresholds: { memory: 80 } })).toMatchObject({ threshold: 80 });
});

test("off takes one away", () => {
  expect([...declare({ off: ["memory"] }).made.resources.keys()]).toEqual(
    SIGNALS.map(({ id }) => id).filter((id) => id !== "memory"),
  );
});

test("actions are told instead of the environment's topic", () => {
  const actions = [topic("on-call"), topic("archive")];
  const arns = actions.map(({ topicArn }) => topicArn);
  expect(memory({ actions })).toMatchObject({ alarm_actions: arns, ok_actions: arns });
});

test.each([0, 6])("AWS_ALARM_ACTIONS refuses %d topics", (count) => {
  const actions = Array.from({ length: count }, (_, index) => topic(`topic-${index}`));
  expect(codedError(() => declare({ actions })).code).toBe("AWS_ALARM_ACTIONS");
});
