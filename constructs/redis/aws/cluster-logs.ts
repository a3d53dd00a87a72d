import type { ElasticacheReplicationGroupLogDeliveryConfiguration } from "@cdktf/provider-aws/lib/elasticache-replication-group";
import { Construct } from "constructs";
import type { AwsPlace } from "../../aws/aws-place";
import { LogGroup } from "../../aws/log-group";
import type { AwsRedisModel } from "./aws-redis-model";

export interface ClusterLogsProps {
  readonly model: Pick<AwsRedisModel, "name" | "logs">;
  readonly aws: AwsPlace;
}

/** The servers' logs, each in an encrypted group of its own. */
export class ClusterLogs extends Construct {
  readonly groups: readonly LogGroup[];
  /** Blocks for the replication group. */
  readonly deliveries: ElasticacheReplicationGroupLogDeliveryConfiguration[];

  constructor(scope: Construct, id: string, { aws, model }: ClusterLogsProps) {
    super(scope, id);
    const { environment, encryptionKey } = aws;
    const { engine, format, slow } = model.logs;
    const kinds = [...(slow ? ["slow-log"] : []), ...(engine ? ["engine-log"] : [])];
    this.groups = kinds.map(
      (kind) =>
        new LogGroup(this, kind, { environment, name: `${model.name}/${kind}`, encryptionKey }),
    );
    this.deliveries = this.groups.map((group, place) => ({
      destination: group.resource.name,
      destinationType: "cloudwatch-logs",
      logFormat: format,
      logType: kinds[place] ?? "",
    }));
  }
}
