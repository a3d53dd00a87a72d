import { NetworkInterface } from "@cdktf/provider-aws/lib/network-interface";
import { TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { AlarmTopic } from "../../../constructs/aws/alarm-topic";
import { AwsVpc } from "../../../constructs/aws/aws-vpc";
import { EncryptionKey } from "../../../constructs/aws/encryption-key";
import { LogGroup } from "../../../constructs/aws/log-group";
import { AwsProviders } from "../../../constructs/aws/providers";
import { AwsSecurityGroup } from "../../../constructs/aws/security-group";
import { keepStateInS3 } from "../../../constructs/aws/state-backend";
import { environment } from "../aws";

/** A stack of everything that clusters share, each feature used. */
export function foundation(scope: Construct): TerraformStack {
  const stack = new TerraformStack(scope, "cachefort-prod");
  keepStateInS3(stack, { bucket: "example-state", region: "eu-central-1" });
  new AwsProviders(stack, "providers", {
    environment,
    tags: { team: "payments" },
    regions: ["eu-west-1"],
  });
  const encryptionKey = new EncryptionKey(stack, "key", {
    environment,
    name: "data",
    allow: ["alarms", "elasticache", "logs", "secretsmanager"],
  });
  const vpc = new AwsVpc(stack, "vpc", {
    environment,
    availabilityZones: ["eu-central-1a", "eu-central-1b", "eu-central-1c"],
    encryptionKey,
    endpoints: ["logs", "s3", "secretsmanager"],
  });
  new LogGroup(stack, "slow-log", { environment, name: "sessions/slow-log", encryptionKey });
  const topic = new AlarmTopic(stack, "alarms", { environment, encryptionKey });
  const nodes = groupIn(stack, vpc, "sessions", 6380);
  const clients = groupIn(stack, vpc, "api");
  nodes.connections.allowDefaultPortFrom(clients, "API reads and writes sessions");
  nodes.connections.allowDefaultPortFrom("sg-0123456789abcdef0", "Reports read sessions");
  clients.connections.allowTo({ cidr: vpc.cidr }, 443, "API reads secrets");
  new TerraformOutput(stack, "topic", { value: topic.topicArn });
  return stack;
}

/** A group and something that is in it: a group of nothing is an oversight. */
function groupIn(stack: TerraformStack, vpc: AwsVpc, name: string, defaultPort?: number) {
  const group = new AwsSecurityGroup(stack, name, {
    environment,
    name,
    description: `Network interfaces of ${name}`,
    vpcId: vpc.vpcId,
    ...(defaultPort === undefined ? {} : { defaultPort }),
  });
  new NetworkInterface(stack, `${name}-interface`, {
    subnetId: vpc.subnetIds[0] ?? "",
    securityGroups: [group.securityGroupId],
  });
  return group;
}
