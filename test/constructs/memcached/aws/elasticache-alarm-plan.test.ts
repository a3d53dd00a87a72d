import { elastiCacheAlarmPlan } from "../../../../constructs/memcached/aws/elasticache-alarm-plan";
import { elastiCacheModel } from "../../../support/aws-elasticache-ring";
import { codedError } from "../../../support/coded";

const plan = (props = {}, alarms = {}) => elastiCacheAlarmPlan(elastiCacheModel(props), alarms);

test("burstable nodes have an alarm for each signal", () => {
  expect(
    plan().map(({ bad, id, metrics, threshold }) => [id, metrics[0]?.metric, bad, threshold]),
  ).toEqual([
    ["host-cpu", "CPUUtilization", "above", 90],
    ["cpu-credits", "CPUCreditBalance", "below", 12],
    ["swap", "SwapUsage", "above", 50_000_000],
    ["evictions", "Evictions", "above", 0],
    ["connections", "CurrConnections", "above", 1000],
  ]);
});

test("others save no processor time", () => {
  const ids = plan({ nodeType: "cache.r7g.large" }).map(({ id }) => id);
  expect(ids).toEqual(["host-cpu", "swap", "evictions", "connections"]);
});

test("an alarm tells its nodes by the ring's id and their numbers", () => {
  const [alarm] = plan({ nodes: 2 });
  expect(alarm?.metrics.map(({ dimensions }) => dimensions)).toEqual([
    { CacheClusterId: "prod-pages", CacheNodeId: "0001" },
    { CacheClusterId: "prod-pages", CacheNodeId: "0002" },
  ]);
});

test("an alarm watches ten nodes, and keeps its name when the ring grows", () => {
  const alarms = plan({ nodes: 11 }).filter(({ id }) => id.startsWith("swap"));
  expect(alarms.map(({ id, metrics, name }) => [id, name, metrics.length])).toEqual([
    ["swap", "cachefort-prod-pages-swap", 10],
    ["swap-2", "cachefort-prod-pages-swap-2", 1],
  ]);
  expect(alarms[0]?.description).toMatch(/Watched: node 0001 to 0010\.$/);
  expect(alarms[1]?.description).toMatch(/Watched: node 0011\.$/);
});

test("a description says what is wrong, and what to do with a ring", () => {
  expect(plan()[2]?.description).toBe(
    "Memory that was moved to disk of pages in prod: above 50 MB, 5 times 1 minute in a row. Some answers wait for a disk. Raise connectionOverheadMib, or use a larger node type. Watched: node 0001 to 0003.",
  );
});

test("thresholds and signals can be chosen", () => {
  const alarms = plan({}, { thresholds: { evictions: 100 }, off: ["swap"] });
  expect(alarms.find(({ id }) => id === "evictions")?.threshold).toBe(100);
  expect(alarms.map(({ id }) => id)).not.toContain("swap");
});

test.each([
  ["MEMCACHED_ALARM_SIGNAL", { off: ["memory"] }],
  ["MEMCACHED_ALARM_SIGNAL", { thresholds: { "task-cpu": 1 } }],
  ["MEMCACHED_ALARM_THRESHOLD", { thresholds: { "host-cpu": 100 } }],
  ["MEMCACHED_ALARM_THRESHOLD", { thresholds: { swap: -1 } }],
])("%s: %j", (code, alarms) => {
  expect(codedError(() => plan({}, alarms)).code).toBe(code);
});
