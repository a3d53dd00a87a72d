import type { ServerlessAlarmProps } from "../../../../constructs/redis/aws/serverless-alarm-plan";
import type { ServerlessRedisProps } from "../../../../constructs/redis/aws/serverless-redis-model";
import { SERVERLESS_SIGNALS } from "../../../../monitor/serverless-thresholds";
import { awsServerless } from "../../../support/aws-serverless";
import { codedError } from "../../../support/coded";
import { Template, type JsonObject } from "../../../support/template";

const ALARM = "aws_cloudwatch_metric_alarm";
const topic = (name: string) => ({ topicArn: `arn:aws:sns:eu-central-1:012345678901:${name}` });
const LIMITS = { storageGb: { max: 10 }, ecpuPerSecond: { max: 5000 } };

function declare(props: Partial<ServerlessRedisProps> = LIMITS) {
  const alarmTopic = topic("cachefort-prod-alarms");
  const { cache, stack } = awsServerless(props, { alarmTopic });
  return { cache, template: Template.of(stack) };
}

/** An alarm without what cdktf adds to each resource. */
function alarmOf(id: string, alarms: ServerlessAlarmProps = {}): JsonObject {
  const { template } = declare({ ...LIMITS, alarms });
  const { "//": _, ...alarm } = template.resource(ALARM, `alarms_${id}_`);
  return alarm;
}

const idsOf = (props: Partial<ServerlessRedisProps>) => [
  ...(declare(props).cache.resources.alarms?.resources.keys() ?? []),
];
const ALL = SERVERLESS_SIGNALS.map(({ id }) => id);

test("an alarm looks at a metric of the cache", () => {
  expect(alarmOf("throttled-commands")).toEqual({
    alarm_name: "cachefort-prod-sessions-throttled-commands",
    alarm_description: expect.stringMatching(
      /^Throttled commands of sessions in prod: above 0 requests, 5 minutes\. .*\.$/,
    ),
    comparison_operator: "GreaterThanThreshold",
    threshold: 0,
    evaluation_periods: 1,
    datapoints_to_alarm: 1,
    treat_missing_data: "notBreaching",
    alarm_actions: ["arn:aws:sns:eu-central-1:012345678901:cachefort-prod-alarms"],
    ok_actions: ["arn:aws:sns:eu-central-1:012345678901:cachefort-prod-alarms"],
    metric_query: [
      {
        id: "m1",
        return_data: true,
        metric: {
          namespace: "AWS/ElastiCache",
          metric_name: "ThrottledCmds",
          stat: "Sum",
          period: 300,
          dimensions: { clusterId: "prod-sessions" },
        },
      },
    ],
  });
});

test.each([
  ["data-limit", "BytesUsedForCache", "Maximum", "100 * m1 / 10000000000"],
  ["processing-limit", "ElastiCacheProcessingUnits", "Sum", "100 * m1 / 300000"],
])("%s is a percentage of the limit", (id, metric, statistic, expression) => {
  const alarm = alarmOf(id);
  expect(alarm).toMatchObject({
    threshold: 90,
    metric_query: [
      { id: "percent", expression, return_data: true },
      {
        id: "m1",
        return_data: false,
        metric: {
          metric_name: metric,
          stat: statistic,
          period: 60,
          dimensions: { clusterId: "prod-sessions" },
        },
      },
    ],
  });
});

test("there is one for each signal; for a limit where there is one", () => {
  expect(idsOf(LIMITS)).toEqual(ALL);
  const withoutLimits = ALL.filter((id) => !id.endsWith("-limit"));
  expect(idsOf({})).toEqual(withoutLimits);
  expect(idsOf({ storageGb: { min: 1 }, ecpuPerSecond: { min: 1000 } })).toEqual(withoutLimits);
});

test("thresholds change one, and off takes one away", () => {
  expect(alarmOf("data-limit", { thresholds: { "data-limit": 80 } })).toMatchObject({
    threshold: 80,
  });
  expect(idsOf({ ...LIMITS, alarms: { off: ["evictions"] } })).toEqual(
    ALL.filter((id) => id !== "evictions"),
  );
});

test("actions are told instead of the environment's topic", () => {
  const actions = [topic("on-call"), topic("archive")];
  const arns = actions.map(({ topicArn }) => topicArn);
  expect(alarmOf("evictions", { actions })).toMatchObject({
    alarm_actions: arns,
    ok_actions: arns,
  });
});

test("without a topic there are none, and a warning says so", () => {
  const { cache } = awsServerless();
  expect(cache.resources.alarms).toBeUndefined();
  expect(cache.node.metadata.map(({ data }) => String(data))).toContainEqual(
    "sessions: no alarms, for nobody is named to be told",
  );
});

// What a configuration file may say, whatever the types are.
const swap = JSON.parse('{ "off": ["swap"] }') as ServerlessAlarmProps;

test.each<[string, Partial<ServerlessRedisProps>]>([
  ["ELASTICACHE_ALARM_SIGNAL", { alarms: swap }],
  ["ELASTICACHE_ALARM_THRESHOLD", { ...LIMITS, alarms: { thresholds: { "data-limit": 100 } } }],
  ["ELASTICACHE_ALARM_UNUSED", { alarms: { thresholds: { "data-limit": 80 } } }],
  ["ELASTICACHE_ALARM_UNUSED", { storageGb: { max: 1 }, alarms: { off: ["processing-limit"] } }],
  ["AWS_ALARM_ACTIONS", { alarms: { actions: [] } }],
])("%s: %j", (code, props) => {
  expect(codedError(() => declare(props)).code).toBe(code);
});
