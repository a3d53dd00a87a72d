import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { AlarmTopic } from "../../../constructs/aws/alarm-topic";
import { EncryptionKey } from "../../../constructs/aws/encryption-key";
import { MetricAlarms } from "../../../constructs/aws/metric-alarms";
import { AwsProviders } from "../../../constructs/aws/providers";
import { keepStateInS3 } from "../../../constructs/aws/state-backend";
import { alarmPlan } from "../../../constructs/redis/aws/alarm-plan";
import type { RedisAlarmProps } from "../../../constructs/redis/aws/alarm-settings";
import { ClusterDashboard } from "../../../constructs/redis/aws/cluster-dashboard";
import { environment } from "../aws";
import { awsRedisModel } from "../aws-redis-model";

/** A stack that watches a cluster with more nodes than one alarm, each choice made. */
export function monitoring(scope: Construct): TerraformStack {
  const stack = new TerraformStack(scope, "cachefort-prod");
  keepStateInS3(stack, { bucket: "example-state", region: "eu-central-1" });
  new AwsProviders(stack, "providers", { environment });
  const encryptionKey = new EncryptionKey(stack, "key", {
    environment,
    name: "alarms",
    allow: ["alarms"],
  });
  const topic = new AlarmTopic(stack, "topic", { environment, encryptionKey });
  const onCall = { topicArn: "arn:aws:sns:eu-central-1:012345678901:on-call" };
  const model = awsRedisModel({ shards: 6, replicasPerShard: 1 });
  // snippet:alarms
  const alarms: RedisAlarmProps = {
    actions: [topic, onCall], // instead of the environment's topic alone
    thresholds: { memory: 80 },
    off: ["evictions"], // this cache is meant to be full
  };
  // end
  new MetricAlarms(stack, "alarms", {
    actions: alarms.actions ?? [topic],
    plan: alarmPlan(model, alarms),
  });
  new ClusterDashboard(stack, "monitoring", { model, alarms });
  return stack;
}
