// A cluster that two regions read from, in a stack of your own.
import { TerraformOutput, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { AlarmTopic } from "../constructs/aws/alarm-topic";
import { awsEnvironment } from "../constructs/aws/aws-environment";
import type { AwsPlace } from "../constructs/aws/aws-place";
import { AwsVpc } from "../constructs/aws/aws-vpc";
import { EncryptionKey } from "../constructs/aws/encryption-key";
import { AwsProviders } from "../constructs/aws/providers";
import { keepStateInS3 } from "../constructs/aws/state-backend";
import { AwsRedisGlobalDatastore } from "../constructs/redis/aws/redis-global-datastore";
import { RedisUser } from "../constructs/redis/user";

// snippet:stack
const account = { name: "prod", account: "111122223333" };
const frankfurt = awsEnvironment({ ...account, region: "eu-central-1" });
const ireland = awsEnvironment({ ...account, region: "eu-west-1" });

/** Sessions that are written in Frankfurt and read in Ireland as well. */
export class GlobalStack extends TerraformStack {
  readonly sessions: AwsRedisGlobalDatastore;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    keepStateInS3(this, { bucket: "example-terraform-state", region: "eu-central-1" });
    const providers = new AwsProviders(this, "providers", {
      environment: frankfurt,
      regions: [ireland.region],
    });
    const abroad = new Construct(this, "ireland");
    providers.useIn(abroad, ireland.region); // everything in it, and what comes to it later
    this.sessions = new AwsRedisGlobalDatastore(this, "sessions", {
      name: "sessions",
      providers,
      primary: {
        name: "sessions",
        nodeType: "cache.r7g.large",
        users: [RedisUser.readWrite("api", { keys: ["session:*"] })],
        aws: placeIn(this, frankfurt, "vpc"),
      },
      secondaries: [
        {
          name: "sessions-ireland",
          replicasPerShard: 2,
          aws: placeIn(abroad, ireland, "vpc-ireland"),
        },
      ],
    });
    for (const { manifest, name } of this.sessions.members) {
      new TerraformOutput(this, `${name}-manifest`, { value: JSON.stringify(manifest) });
    }
  }
}

/** A network, a key and a topic of their own. A role of the network has its name, and roles know no regions. */
function placeIn(
  scope: Construct,
  environment: AwsPlace["environment"],
  network: string,
): AwsPlace {
  const encryptionKey = new EncryptionKey(scope, "key", {
    environment,
    name: "data",
    allow: ["alarms", "elasticache", "logs", "secretsmanager"],
  });
  return {
    environment,
    encryptionKey,
    network: new AwsVpc(scope, "vpc", {
      environment,
      name: network,
      encryptionKey,
      availabilityZones: ["a", "b"].map((zone) => `${environment.region}${zone}`),
    }),
    alarmTopic: new AlarmTopic(scope, "alarms", { environment, encryptionKey }),
  };
}
// end
