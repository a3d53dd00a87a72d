import { dashboardPlan } from "../../../../constructs/redis/aws/dashboard-body";
import { membersByShard } from "../../../../constructs/redis/aws/members";
import { SIGNALS } from "../../../../monitor/thresholds";
import { awsRedisModel } from "../../../support/aws-redis-model";

interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly title?: string;
    readonly metrics?: readonly (readonly string[])[];
    readonly annotations?: { readonly horizontal: readonly { readonly value: number }[] };
  };
}

function graphs(body: string): Widget[] {
  return widgets(body).filter(({ type }) => type === "metric");
}

function widgets(body: string): Widget[] {
  return (JSON.parse(body) as { widgets: Widget[] }).widgets;
}

/** Rows of a graph as CloudWatch reads them: dots stand for what is above. */
function expanded(rows: readonly (readonly string[])[]): string[][] {
  const [first = []] = rows;
  return rows.map((row) =>
    row[0] === "..."
      ? [...first.slice(0, first.length - row.length + 1), ...row.slice(1)]
      : [...row],
  );
}

test("3 shards with a replica have one dashboard, with a graph for each signal", () => {
  const plan = dashboardPlan(awsRedisModel());
  expect(plan.map(({ id, name }) => [id, name])).toEqual([
    ["dashboard", "cachefort-prod-sessions"],
  ]);
  const [{ body } = { body: "" }] = plan;
  expect(graphs(body).map(({ properties }) => properties.title)).toEqual(
    SIGNALS.map(({ title }) => title),
  );
  const titled = (title: string) =>
    graphs(body).find(({ properties }) => properties.title === title)?.properties;
  expect(titled("Saved processor time")?.annotations).toEqual({
    horizontal: [{ value: 12, label: "Alarm below 12 credits" }],
  });
  expect(titled("Memory in use")).toEqual({
    title: "Memory in use",
    view: "timeSeries",
    region: "eu-central-1",
    stat: "Maximum",
    period: 60,
    yAxis: { left: { min: 0 } },
    metrics: [
      [
        "AWS/ElastiCache",
        "DatabaseMemoryUsagePercentage",
        "CacheNodeId",
        "0001",
        "CacheClusterId",
        "prod-sessions-0001-001",
      ],
      ["...", "prod-sessions-0001-002"],
      ["...", "prod-sessions-0002-001"],
      ["...", "prod-sessions-0002-002"],
      ["...", "prod-sessions-0003-001"],
      ["...", "prod-sessions-0003-002"],
    ],
    annotations: { horizontal: [{ value: 85, label: "Alarm above 85 %" }] },
  });
});

test("no widget lies on another, and none beyond the edge", () => {
  const [{ body } = { body: "" }] = dashboardPlan(awsRedisModel());
  const taken = new Set<string>();
  for (const { height, width, x, y } of widgets(body)) {
    expect(x + width).toBeLessThanOrEqual(24);
    for (let row = y; row < y + height; row++) {
      for (let column = x; column < x + width; column++) {
        expect(taken.has(`${row} ${column}`)).toBe(false);
        taken.add(`${row} ${column}`);
      }
    }
  }
});

test.each([
  [3, 1, 1],
  [69, 1, 1],
  [70, 1, 2],
  [250, 1, 4],
  [83, 5, 4],
  [500, 0, 4],
])("%d shards with %d replicas have %d dashboards, none too full", (shards, replicas, count) => {
  const model = awsRedisModel({ shards, replicasPerShard: replicas });
  const plan = dashboardPlan(model);
  expect(plan.map(({ name }) => name)).toEqual([
    "cachefort-prod-sessions",
    ...Array.from({ length: count - 1 }, (_, index) => `cachefort-prod-sessions_${index + 2}`),
  ]);
  const rows = plan.map(({ body }) =>
    graphs(body).map(({ properties }) => properties.metrics ?? []),
  );
  for (const ofOne of rows) {
    expect(ofOne.flat().length).toBeLessThanOrEqual(2500);
    for (const ofGraph of ofOne) expect(ofGraph.length).toBeLessThanOrEqual(500);
  }
  const members = membersByShard(model).flat();
  const shown = rows.flatMap(([first = []]) => expanded(first).map((row) => row.at(-1)));
  expect(shown).toEqual(members);
});

test("every shard is on one dashboard", () => {
  const plan = dashboardPlan(awsRedisModel({ shards: 83, replicasPerShard: 5 }));
  for (const { body } of plan) {
    const [first] = graphs(body);
    expect(expanded(first?.properties.metrics ?? [])[0]?.at(-1)).toMatch(/-001$/);
  }
});

test("a threshold of one's own moves its line, and a signal that is off keeps its graph without one", () => {
  const [{ body } = { body: "" }] = dashboardPlan(awsRedisModel(), {
    thresholds: { memory: 75 },
    off: ["swap"],
  });
  const byTitle = new Map(graphs(body).map(({ properties }) => [properties.title, properties]));
  expect(byTitle.get("Memory in use")?.annotations?.horizontal[0]?.value).toBe(75);
  expect(byTitle.get("Memory that was moved to disk")).not.toHaveProperty("annotations");
  expect(byTitle.get("Memory that was moved to disk")?.metrics).toHaveLength(6);
});

test("a cluster without replicas has no graph of their delay", () => {
  const [{ body } = { body: "" }] = dashboardPlan(awsRedisModel({ replicasPerShard: 0 }));
  expect(body).not.toContain("ReplicationLag");
});

test("the same model gives the same text", () => {
  expect(dashboardPlan(awsRedisModel())).toEqual(dashboardPlan(awsRedisModel()));
});
