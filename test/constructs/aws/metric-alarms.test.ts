import type { PlannedAlarm } from "../../../constructs/aws/alarm-plan";
import type { IAlarmTopic } from "../../../constructs/aws/alarm-topic";
import { MetricAlarms } from "../../../constructs/aws/metric-alarms";
import { toldAlarms } from "../../../constructs/aws/told-alarms";
import { ringAlarmPlan } from "../../../constructs/memcached/aws/ring-alarm-plan";
import { alarmPlan } from "../../../constructs/redis/aws/alarm-plan";
import type { RedisAlarmProps } from "../../../constructs/redis/aws/alarm-settings";
import { SIGNALS } from "../../../monitor/thresholds";
import { emptyStack } from "../../support/aws";
import { awsRedisModel } from "../../support/aws-redis-model";
import { ringModel } from "../../support/aws-ring-model";
import { codedError } from "../../support/coded";
import { type JsonObject, Template } from "../../support/template";

const ALARM = "aws_cloudwatch_metric_alarm";
const topic = (name: string) => ({ topicArn: `arn:aws:sns:eu-central-1:012345678901:${name}` });

const environmentTopic = topic("cachefort-prod-alarms");

function make(plan: readonly PlannedAlarm[], actions: readonly IAlarmTopic[]) {
  const stack = emptyStack();
  const made = new MetricAlarms(stack, "alarms", { actions, plan });
  return { made, template: Template.of(stack) };
}

function declare(alarms: RedisAlarmProps = {}) {
  return make(alarmPlan(awsRedisModel(), alarms), alarms.actions ?? [environmentTopic]);
}

/** An alarm without what cdktf adds to each resource. */
function resourceOf({ template }: ReturnType<typeof make>, id: string): JsonObject {
  const { "//": _, ...alarm } = template.resource(ALARM, id);
  return alarm;
}

const alarmOf = (id: string, alarms?: RedisAlarmProps): JsonObject =>
  resourceOf(declare(alarms), id);
const memory = (alarms?: RedisAlarmProps): JsonObject => alarmOf("memory", alarms);

test("an alarm looks at the worst of its nodes", () => {
  const { metric_query: queries, ...alarm } = memory();
  expect(alarm).toEqual({
    alarm_name: "cachefort-prod-sessions-memory",
    alarm_description: expect.stringMatching(/^Memory in use of a node of sessions in prod/),
    comparison_operator: "GreaterThanThreshold",
    threshold: 85,
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

test("a node of a ring that is silent counts as 0, and a ring that is silent is bad", () => {
  const ring = make(ringAlarmPlan(ringModel({ nodes: 2 }), "cachefort-prod"), [environmentTopic]);
  const { metric_query: queries, ...alarm } = resourceOf(ring, "node-down");
  expect(alarm).toMatchObject({
    comparison_operator: "LessThanThreshold",
    threshold: 1,
    treat_missing_data: "breaching",
  });
  expect(queries).toMatchObject([
    { id: "worst", expression: "MIN(FILL(METRICS(), 0))", label: "Worst node", return_data: true },
    {
      id: "m1",
      return_data: false,
      metric: {
        namespace: "ECS/ContainerInsights",
        metric_name: "RunningTaskCount",
        stat: "Minimum",
        dimensions: { ClusterName: "cachefort-prod", ServiceName: "pages-0" },
      },
    },
    { id: "m2" },
  ]);
  const { metric_query: above, ...memoryOfATask } = resourceOf(ring, "task-memory");
  expect(memoryOfATask).toMatchObject({ treat_missing_data: "notBreaching" });
  expect(above).toMatchObject({ 0: { expression: "MAX(METRICS())" } });
});

test("without a formula an alarm looks at its metric", () => {
  const [alarm] = alarmPlan(awsRedisModel({ shards: 1, replicasPerShard: 0 }));
  if (alarm === undefined) throw new Error("no alarm was planned");
  const { formula: _, ...plain } = alarm;
  expect(resourceOf(make([plain], [environmentTopic]), alarm.id)).toMatchObject({
    metric_query: [{ id: "m1", return_data: true }],
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

describe("told", () => {
  const plan = alarmPlan(awsRedisModel());
  const tell = (alarmTopic?: IAlarmTopic, actions?: readonly IAlarmTopic[]) => {
    const stack = emptyStack();
    const made = toldAlarms(stack, {
      name: "sessions",
      plan,
      aws: alarmTopic === undefined ? {} : { alarmTopic },
      alarms: actions === undefined ? undefined : { actions },
    });
    const warnings = stack.node.metadata.map(({ data }) => String(data));
    return { told: made?.resources.get("memory")?.alarmActionsInput, warnings };
  };
  const arn = (name: string) => topic(name).topicArn;

  test("is the place's topic", () => {
    expect(tell(environmentTopic)).toEqual({ told: [arn("cachefort-prod-alarms")], warnings: [] });
  });

  test.each([undefined, environmentTopic])(
    "are those that alarms name; the place has %j",
    (own) => {
      expect(tell(own, [topic("on-call")])).toEqual({ told: [arn("on-call")], warnings: [] });
    },
  );

  test("is nobody, as a warning says", () => {
    expect(tell()).toEqual({
      told: undefined,
      warnings: ["sessions: no alarms, for nobody is named to be told"],
    });
  });
});
