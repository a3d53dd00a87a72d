import type { IAlarmTopic } from "./alarm-topic";
import type { AwsEnvironment } from "./aws-environment";
import type { IEncryptionKey } from "./encryption-key";
import type { IAwsNetwork } from "./network";

/** Where the clusters of an environment lie, and what they share. */
export interface AwsPlace {
  readonly environment: AwsEnvironment;
  readonly network: IAwsNetwork;
  /** A key that allows `elasticache`, `logs` and `secretsmanager`. */
  readonly encryptionKey: IEncryptionKey;
  /** Where alarms go. @default - clusters have no alarms: a warning says so */
  readonly alarmTopic?: IAlarmTopic;
}
