import type { PlannedAlarm } from "../../../../constructs/aws/alarm-plan";
import { alarmPlan } from "../../../../constructs/redis/aws/alarm-plan";
import { membersByShard } from "../../../../constructs/redis/aws/members";
import { SIGNALS } from "../../../../monitor/thresholds";
import { awsRedisModel } from "../../../support/aws-redis-model";

/** The nodes that an alarm watches. */
const membersOf = ({ metrics }: PlannedAlarm) =>
  metrics.map(({ dimensions }) => dimensions["CacheClusterId"]);

const ofSwap = ({ metrics }: PlannedAlarm) =>
  metrics.every(
    ({ metric, namespace }) => `${namespace} ${metric}` === "AWS/ElastiCache SwapUsage",
  );

test("3 shards with a replica have one alarm for each signal", () => {
  const plan = alarmPlan(awsRedisModel());
  expect(plan.map(({ id }) => id)).toEqual(SIGNALS.map(({ id }) => id));
  expect(plan.find(({ id }) => id === "memory")).toEqual({
    id: "memory",
    name: "cachefort-prod-sessions-memory",
    description: [
      "Memory in use of a node of sessions in prod: above 85 %, 5 times 1 minute in a row.",
      "Keys are about to be evicted, and where none may be, writes to be refused.",
      "Add shards or use a larger node type, or give keys shorter lives.",
      "Watched: prod-sessions-0001-001 to prod-sessions-0003-002.",
    ].join(" "),
    threshold: 85,
    bad: "above",
    window: { periodSeconds: 60, periods: 5 },
    metrics: membersByShard(awsRedisModel())
      .flat()
      .map((member) => ({
        namespace: "AWS/ElastiCache",
        metric: "DatabaseMemoryUsagePercentage",
        statistic: "Maximum",
        dimensions: { CacheClusterId: member, CacheNodeId: "0001" },
      })),
    formula: { id: "worst", label: "Worst node", expression: "MAX(METRICS())" },
  });
});

test("what is bad when it is low goes off below its threshold", () => {
  const credits = alarmPlan(awsRedisModel()).find(({ id }) => id === "cpu-credits");
  expect(credits).toMatchObject({
    metrics: { 0: { metric: "CPUCreditBalance", statistic: "Maximum" }, length: 6 },
    threshold: 12,
    bad: "below",
    description: expect.stringContaining(": below 12 credits, 2 times 60 minutes in a row. "),
  });
});

test.each([
  [1, 0, 1],
  [5, 1, 1],
  [6, 1, 2],
  [250, 1, 50],
  [500, 0, 50],
])("%d shards with %d replicas: %d alarms for a signal", (shards, replicasPerShard, count) => {
  const model = awsRedisModel({ shards, replicasPerShard });
  const plan = alarmPlan(model).filter(ofSwap);
  expect(plan.map(({ name }) => name)).toEqual(
    Array.from(plan, (_, index) =>
      ["cachefort-prod-sessions-swap", ...(index === 0 ? [] : [index + 1])].join("-"),
    ),
  );
  expect(plan).toHaveLength(count);
  for (const { metrics } of plan) expect(metrics.length).toBeLessThanOrEqual(10);
  expect(plan.flatMap(membersOf)).toEqual(membersByShard(model).flat());
});

test("nodes that autoscaling may add are watched", () => {
  const model = awsRedisModel({
    nodeType: "cache.r7g.large",
    autoscaling: { shards: { min: 3, max: 6, targetPercent: 50 } },
  });
  const watched = alarmPlan(model).filter(ofSwap);
  expect(watched.flatMap(membersOf).at(-1)).toBe("prod-sessions-0006-002");
});

test("a signal that is off has no alarm, and a threshold of one's own is told", () => {
  const plan = alarmPlan(awsRedisModel(), { off: ["swap"], thresholds: { memory: 75 } });
  expect(plan.map(({ id }) => id)).toEqual(
    SIGNALS.map(({ id }) => id).filter((id) => id !== "swap"),
  );
  expect(plan.find(({ id }) => id === "memory")).toMatchObject({
    threshold: 75,
    description: expect.stringContaining("above 75 %"),
  });
});

test("names and descriptions are no longer than CloudWatch takes, with the longest of names", () => {
  const name = `c${"1".repeat(14)}`;
  const model = awsRedisModel({ name, shards: 500, replicasPerShard: 0 }, { name: "e".repeat(12) });
  for (const alarm of alarmPlan(model)) {
    expect(alarm.name.length).toBeLessThanOrEqual(255);
    expect(alarm.description.length).toBeLessThanOrEqual(1024);
  }
});

test("a cluster of one node tells its name once", () => {
  const [alarm] = alarmPlan(awsRedisModel({ shards: 1, replicasPerShard: 0 }));
  expect(alarm?.description).toMatch(/Watched: prod-sessions-0001-001\.$/);
});
