import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard";
import { Construct } from "constructs";
import type { RedisAlarmProps } from "./alarm-settings";
import type { AwsRedisModel } from "./aws-redis-model";
import { dashboardPlan } from "./dashboard-body";

export interface ClusterDashboardProps {
  readonly model: AwsRedisModel;
  /** Those of the cluster, for the lines of the thresholds. @default - those of `docs/monitoring.md` */
  readonly alarms?: RedisAlarmProps;
}

/**
 * The dashboard of a cluster; a cluster of very many nodes has several.
 *
 * @throws ValidationError as `clusterSignals`
 */
export class ClusterDashboard extends Construct {
  /** The Terraform resources, for `addOverride`. */
  readonly resources: readonly CloudwatchDashboard[];

  constructor(scope: Construct, id: string, { alarms, model }: ClusterDashboardProps) {
    super(scope, id);
    this.resources = dashboardPlan(model, alarms).map(
      (dashboard) =>
        new CloudwatchDashboard(this, dashboard.id, {
          dashboardName: dashboard.name,
          dashboardBody: dashboard.body,
        }),
    );
  }
}
