import type { PlannedAlarm } from "../../../../constructs/aws/alarm-plan";
import { ringAlarmPlan } from "../../../../constructs/memcached/aws/ring-alarm-plan";
import type { RingAlarmProps } from "../../../../constructs/memcached/aws/ring-alarm-settings";
import { ringModel } from "../../../support/aws-ring-model";
import { codedError } from "../../../support/coded";

const plan = (props = {}, alarms: RingAlarmProps = {}): readonly PlannedAlarm[] =>
  ringAlarmPlan(ringModel(props), "cachefort-prod", alarms);

test("a ring has an alarm for each signal", () => {
  expect(plan().map(({ bad, id, threshold }) => [id, bad, threshold])).toEqual([
    ["node-down", "below", 1],
    ["task-memory", "above", 90],
    ["task-cpu", "above", 90],
    ["evictions", "above", 0],
    ["rejected-connections", "above", 0],
    ["authentication-failures", "above", 0],
  ]);
});

test("what ECS knows is told by service, what the node tells by node", () => {
  const [down, , , evictions] = plan({ nodes: 1 });
  expect(down?.metrics.map(({ dimensions }) => dimensions)).toEqual([
    { ClusterName: "cachefort-prod", ServiceName: "pages-0" },
  ]);
  expect(evictions?.metrics.map(({ dimensions }) => dimensions)).toEqual([
    { Environment: "prod", Ring: "pages", Node: "0" },
  ]);
});

test("an alarm watches ten nodes, and keeps its name when the ring grows", () => {
  const alarms = plan({ nodes: 11 }).filter(({ id }) => id.startsWith("node-down"));
  expect(alarms.map(({ id, metrics, name }) => [id, name, metrics.length])).toEqual([
    ["node-down", "cachefort-prod-pages-node-down", 10],
    ["node-down-2", "cachefort-prod-pages-node-down-2", 1],
  ]);
  expect(alarms[1]?.description).toContain("Watched: node 10.");
});

test("a ring that tells no figures has the alarms of ECS", () => {
  expect(plan({ metricsSeconds: 0 }).map(({ id }) => id)).toEqual([
    "node-down",
    "task-memory",
    "task-cpu",
  ]);
});

test("alarms are changed and left out by name", () => {
  const alarms = plan({}, { thresholds: { evictions: 500 }, off: ["task-cpu"] });
  expect(alarms.find(({ id }) => id === "evictions")?.threshold).toBe(500);
  expect(alarms.map(({ id }) => id)).not.toContain("task-cpu");
});

test.each<[string, object, string]>([
  ["MEMCACHED_ALARM_SIGNAL", { off: ["eviction"] }, "did you mean evictions"],
  ["MEMCACHED_ALARM_SIGNAL", { thresholds: { nothing: 1 } }, "nothing"],
  ["MEMCACHED_ALARM_THRESHOLD", { thresholds: { "task-memory": 100 } }, "100"],
  ["MEMCACHED_ALARM_THRESHOLD", { thresholds: { evictions: -1 } }, "-1"],
  ["MEMCACHED_ALARM_THRESHOLD", { thresholds: { evictions: NaN } }, "NaN"],
])("%s refuses %j", (code, alarms, part) => {
  const error = codedError(() => plan({}, alarms));
  expect(error.code).toBe(code);
  expect(error.message).toContain(part);
});
