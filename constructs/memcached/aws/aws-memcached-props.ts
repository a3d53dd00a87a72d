import type { AwsEnvironment } from "../../aws/aws-environment";
import type { PasswordProps } from "../../aws/password-logins";
import type { MemcachedImage } from "../../docker/images";
import type { MemcachedClusterProps } from "../props";
import type { RingAlarmProps } from "./ring-alarm-settings";

/** A ring on AWS: each node a task of ECS on Fargate with a name of its own. */
export interface AwsMemcachedProps extends MemcachedClusterProps {
  /**
   * TCP port of every node, 1024 to 65,535.
   *
   * @default 11211
   */
  readonly port?: number;
  /**
   * An image in a registry that the nodes reach; one in ECR of the same account and region gets the right
   * to be pulled. `docs/aws-memcached.md` tells how the official image comes there.
   *
   * @default - the official image, as `cachefort/memcached` in the account's own ECR
   */
  readonly image?: MemcachedImage;
  /**
   * How the password of a user is set up, by its name. A ring reads passwords when a node starts: each
   * rotation restarts the nodes one after the other.
   *
   * @default - one login, its first password
   */
  readonly authentication?: Readonly<Record<string, PasswordProps>>;
  /**
   * How often the nodes' certificate was changed, 0 to 100,000: one more makes a new authority and a new
   * certificate, which is valid for 397 days. Clients trust the authority before as well.
   *
   * @default 0
   */
  readonly certificateRotation?: number;
  /**
   * CPU units of a node: 1024 are one virtual processor.
   *
   * @default - the fewest that Fargate offers with the memory that the node needs
   */
  readonly cpuUnits?: number;
  /** Processor of the nodes; the image must be made for it. @default "x86_64" */
  readonly architecture?: "x86_64" | "arm64";
  /** Days that logs are kept, as in `LogGroup`, 365 or more. @default 365 */
  readonly logRetentionDays?: number;
  /**
   * Seconds between the figures that a node tells CloudWatch, 10 to 3600, or 0: none, and no alarm on them.
   * CloudWatch charges for each figure of each node.
   *
   * @default 60
   */
  readonly metricsSeconds?: number;
  /** @default - those of `docs/monitoring.md` */
  readonly alarms?: RingAlarmProps;
  /** A function that rotates the users' secrets; as in `ManagedSecret`. @default - none */
  readonly rotationLambdaArn?: string;
}

/** What a ring is told of its environment. */
export interface AwsMemcachedEnvironment {
  readonly environment: AwsEnvironment;
  /** Domain that the names of nodes end with. */
  readonly domain: string;
}
