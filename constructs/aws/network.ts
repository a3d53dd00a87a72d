import { ValidationError } from "../core/errors";
import { isToken } from "../core/validate";
import type { AwsEnvironment } from "./aws-environment";
import { requireZones } from "./availability-zones";
import type { AwsPeer } from "./connections";

/** A network that clusters lie in: made by the kit, or there before. */
export interface IAwsNetwork {
  readonly vpcId: string;
  /** Private subnets, at least one in each of the zones. */
  readonly subnetIds: readonly string[];
  /** Zones of the subnets, such as `eu-central-1a`. */
  readonly availabilityZones: readonly string[];
  /**
   * What HTTPS to services of AWS goes to: the group of interface endpoints, the prefix list of S3, or the
   * range of a proxy.
   *
   * @default - nothing: what has to reach a service is refused
   */
  readonly serviceEndpoints?: readonly AwsPeer[];
}

/** A network that is there already. */
export interface ExistingNetworkProps {
  readonly environment: AwsEnvironment;
  /** May be a value that Terraform learns later. */
  readonly vpcId: string;
  /** Subnets without a way in from the internet; may be values that Terraform learns later. */
  readonly subnetIds: readonly string[];
  /** Zones of the subnets; literals, because they shape the cluster. */
  readonly availabilityZones: readonly string[];
  /**
   * Whether one zone will do: its failure then takes the cluster away.
   *
   * @default false
   */
  readonly allowSingleZone?: boolean;
  /** As in `IAwsNetwork`. */
  readonly serviceEndpoints?: readonly AwsPeer[];
}

/**
 * A network by its ids. Nothing is looked up, so that a plan works without an account.
 *
 * @throws ValidationError AWS_VPC_ID, AWS_SUBNETS, AWS_ZONE, AWS_ZONES_FEW, TOKEN_NOT_ALLOWED
 */
export function existingNetwork(props: ExistingNetworkProps): IAwsNetwork {
  const { environment, subnetIds, vpcId } = props;
  const availabilityZones = requireZones({
    region: environment.region,
    availabilityZones: props.availabilityZones,
    least: props.allowSingleZone === true ? 1 : 2,
  });
  requireVpcId(vpcId);
  requireSubnetIds(subnetIds, availabilityZones.length);
  return {
    vpcId,
    subnetIds: [...subnetIds],
    availabilityZones: [...availabilityZones],
    ...(props.serviceEndpoints === undefined ? {} : { serviceEndpoints: props.serviceEndpoints }),
  };
}

function requireVpcId(vpcId: string): void {
  if (isToken(vpcId) || /^vpc-[0-9a-f]{8,17}$/.test(vpcId)) return;
  throw new ValidationError("AWS_VPC_ID", {
    problem: "vpcId is no id of a VPC",
    received: vpcId,
    allowed: "vpc- followed by 8 to 17 hexadecimal digits, or a reference to a resource",
    fix: "correct vpcId",
  });
}

function requireSubnetIds(subnetIds: readonly string[], zones: number): void {
  const isId = (id: string): boolean => isToken(id) || /^subnet-[0-9a-f]{8,17}$/.test(id);
  const areDistinct = new Set(subnetIds).size === subnetIds.length;
  // A list that is one token may stand for any number of ids.
  const areEnough =
    subnetIds.length >= zones || (subnetIds.length === 1 && isToken(subnetIds[0] ?? ""));
  if (areEnough && areDistinct && subnetIds.every(isId)) return;
  throw new ValidationError("AWS_SUBNETS", {
    problem: "subnetIds names no subnet for each zone, one twice, or what is no id of a subnet",
    received: subnetIds,
    allowed: `${zones} or more ids such as subnet-0123456789abcdef0, or references to resources`,
    fix: "correct subnetIds",
  });
}
