// A stack of an application on AWS, beside the one that made the cluster.
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { awsEnvironment } from "../constructs/aws/aws-environment";
import { AwsProviders } from "../constructs/aws/providers";
import { AwsSecurityGroup } from "../constructs/aws/security-group";
import type { RedisManifest } from "../constructs/core/manifest";
import { ImportedRedisCluster } from "../constructs/redis/aws/imported-redis-cluster";

/** What the application's team knows of the network and the cluster. */
export interface ReportsStackProps {
  readonly vpcId: string;
  /** Of the outputs of the cluster's stack. */
  readonly manifest: RedisManifest;
  /** Security group of the cluster. */
  readonly securityGroupId: string;
}

// snippet:stack
const environment = awsEnvironment({
  name: "prod",
  region: "eu-central-1",
  account: "111122223333",
});

/** Servers that read sessions; their tasks run under the role `reports`, in the group of this stack. */
export class ReportsStack extends TerraformStack {
  constructor(scope: Construct, id: string, props: ReportsStackProps) {
    super(scope, id);
    const { manifest, securityGroupId, vpcId } = props;
    new AwsProviders(this, "providers", { environment });
    const servers = new AwsSecurityGroup(this, "servers", {
      environment,
      name: "reports",
      description: "Servers of the reports",
      vpcId,
    });
    const sessions = new ImportedRedisCluster(this, "sessions", {
      environment,
      manifest,
      securityGroupId,
    });
    sessions.connections.allowDefaultPortFrom(servers, "Reports read sessions");
    sessions.grantConnect("reports", "report");
  }
}
// end
