import { Token } from "cdktf";
import {
  clusterSignals,
  type RedisAlarmProps,
} from "../../../../constructs/redis/aws/alarm-settings";
import type { AwsRedisClusterProps } from "../../../../constructs/redis/aws/aws-redis-props";
import { SIGNALS, type SignalId } from "../../../../monitor/thresholds";
import { awsRedisModel } from "../../../support/aws-redis-model";
import { codedError } from "../../../support/coded";

const withoutReplicas: Partial<AwsRedisClusterProps> = { replicasPerShard: 0 };

function thresholds(cluster: Partial<AwsRedisClusterProps> = {}, alarms?: RedisAlarmProps) {
  return new Map(
    clusterSignals(awsRedisModel(cluster), alarms).map(({ signal, threshold }) => [
      signal.id,
      threshold,
    ]),
  );
}

test("a cluster has every signal, at the value of the table", () => {
  const expected = SIGNALS.map(({ id, value, valueOnTwoProcessors }) => [
    id,
    valueOnTwoProcessors ?? value,
  ]);
  expect([...thresholds()]).toEqual(expected);
});

test("without replicas there is no delay of one, unless autoscaling adds one", () => {
  expect(thresholds(withoutReplicas).has("replication-lag")).toBe(false);
  const scaling = { replicas: { min: 1, max: 2, targetPercent: 50 } };
  const grown = { nodeType: "cache.r7g.large", replicasPerShard: 1, autoscaling: scaling };
  expect(thresholds(grown).get("replication-lag")).toBe(10);
});

test.each([
  ["cache.t4g.micro", 12],
  ["cache.t3.medium", 12],
  ["cache.m7g.large", undefined],
])("only what bursts has credits: %s, %s", (nodeType, value) => {
  const found = thresholds({ nodeType });
  expect([found.has("cpu-credits"), found.get("cpu-credits")]).toEqual([
    value !== undefined,
    value,
  ]);
});

test.each([
  ["cache.t4g.micro", 45],
  ["cache.r7g.large", 45],
  ["cache.r7g.xlarge", 90],
  ["cache.r7g.16xlarge", 90],
])("the processors of %s are one engine's or more: %d %%", (nodeType, value) => {
  expect(thresholds({ nodeType }).get("host-cpu")).toBe(value);
});

test.each(SIGNALS.map(({ id }) => id))("%s can have another threshold, and none", (id) => {
  expect(thresholds({}, { thresholds: { [id]: 0.5 } }).get(id)).toBe(0.5);
  const off = thresholds({}, { off: [id] });
  expect(off.get(id)).toBeUndefined();
  expect([...off].filter(([, value]) => value === undefined)).toHaveLength(1);
});

const token = Token.asNumber({ resolve: () => 5, creationStack: [] });
// What a configuration file may say, whatever the types are.
const unknown = JSON.parse('{ "memmory": 80 }') as Record<SignalId, number>;
const unknownOff = JSON.parse('["cpu"]') as SignalId[];

test.each<[string, RedisAlarmProps, Partial<AwsRedisClusterProps>?]>([
  ["ELASTICACHE_ALARM_SIGNAL", { thresholds: unknown }],
  ["ELASTICACHE_ALARM_SIGNAL", { off: unknownOff }],
  ["ELASTICACHE_ALARM_THRESHOLD", { thresholds: { memory: 100 } }],
  ["ELASTICACHE_ALARM_THRESHOLD", { thresholds: { connections: 65_000 } }],
  ["ELASTICACHE_ALARM_THRESHOLD", { thresholds: { evictions: -1 } }],
  ["ELASTICACHE_ALARM_THRESHOLD", { thresholds: { evictions: Infinity } }],
  ["ELASTICACHE_ALARM_THRESHOLD", { thresholds: { swap: NaN } }],
  ["ELASTICACHE_ALARM_THRESHOLD", { thresholds: { "cpu-credits": 0 } }],
  ["ELASTICACHE_ALARM_THRESHOLD", { thresholds: { "cpu-credits": 576 } }],
  ["ELASTICACHE_ALARM_UNUSED", { thresholds: { memory: 80 }, off: ["memory"] }],
  ["ELASTICACHE_ALARM_UNUSED", { thresholds: { "replication-lag": 5 } }, withoutReplicas],
  ["ELASTICACHE_ALARM_UNUSED", { off: ["replication-lag"] }, withoutReplicas],
  ["ELASTICACHE_ALARM_UNUSED", { off: ["cpu-credits"] }, { nodeType: "cache.m7g.large" }],
  ["TOKEN_NOT_ALLOWED", { thresholds: { memory: token } }],
])("%s refuses %j", (code, alarms, cluster = {}) => {
  expect(codedError(() => thresholds(cluster, alarms)).code).toBe(code);
});

test("a mistyped signal is guessed, and the bounds of a threshold are told", () => {
  expect(codedError(() => thresholds({}, { thresholds: unknown })).detail.fix).toBe(
    "did you mean memory?",
  );
  expect(codedError(() => thresholds({}, { thresholds: { memory: 100 } })).detail.allowed).toBe(
    "0 or more, and less than 100 %",
  );
  expect(codedError(() => thresholds({}, { thresholds: { swap: -1 } })).detail.allowed).toBe(
    "0 or more",
  );
  expect(
    codedError(() => thresholds({}, { thresholds: { "cpu-credits": 0 } })).detail,
  ).toMatchObject({
    problem: "no value of cpu-credits is below its threshold, or all are",
    allowed: "more than 0, and less than 576 credits",
  });
});
