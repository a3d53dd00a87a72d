import { ClusterDashboard } from "../../../../constructs/redis/aws/cluster-dashboard";
import { dashboardPlan } from "../../../../constructs/redis/aws/dashboard-body";
import { emptyStack } from "../../../support/aws";
import { awsRedisModel } from "../../../support/aws-redis-model";
import { Template } from "../../../support/template";

const DASHBOARD = "aws_cloudwatch_dashboard";

test("the dashboard is the planned one, with the lines of the cluster's alarms", () => {
  const stack = emptyStack();
  const model = awsRedisModel();
  const alarms = { thresholds: { memory: 75 } };
  new ClusterDashboard(stack, "monitoring", { model, alarms });
  const [planned] = dashboardPlan(model, alarms);
  expect(Template.of(stack).resource(DASHBOARD, "monitoring")).toMatchObject({
    dashboard_name: "cachefort-prod-sessions",
    dashboard_body: planned?.body,
  });
});

test("a cluster of 500 nodes has several", () => {
  const stack = emptyStack();
  const model = awsRedisModel({ shards: 250, replicasPerShard: 1 });
  const { resources } = new ClusterDashboard(stack, "monitoring", { model });
  const made = Object.values(Template.of(stack).resources(DASHBOARD));
  expect(made.map(({ dashboard_name: name }) => name).sort()).toEqual([
    "cachefort-prod-sessions",
    "cachefort-prod-sessions_2",
    "cachefort-prod-sessions_3",
    "cachefort-prod-sessions_4",
  ]);
  expect(resources).toHaveLength(4);
});
