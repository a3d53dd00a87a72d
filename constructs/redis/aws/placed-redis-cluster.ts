import type { AwsPlace } from "../../aws/aws-place";
import { createAwsRedisModel, type AwsRedisModel } from "./aws-redis-model";
import type { AwsRedisClusterProps } from "./aws-redis-props";
import type { DatastoreMembership } from "./datastore-member";

/** A cluster of ElastiCache with the place that it lies in. */
export interface PlacedRedisClusterProps extends AwsRedisClusterProps {
  readonly aws: AwsPlace;
  /**
   * What it is in a global datastore; `AwsRedisGlobalDatastore` sets it.
   *
   * @default - it belongs to none
   */
  readonly membership?: DatastoreMembership;
}

/**
 * The model of a cluster in its place.
 *
 * @throws ValidationError as `createAwsRedisModel`
 */
export function placedRedisModel(props: PlacedRedisClusterProps): AwsRedisModel {
  const { environment, network } = props.aws;
  const { name, region } = environment;
  return createAwsRedisModel(props, { name, region, zones: network.availabilityZones });
}
